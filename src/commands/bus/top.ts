import { Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag, utcFlag } from "../../cli/base-command.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_IO,
  EXIT_PERMISSION,
  EXIT_UNAVAILABLE,
  EXIT_USAGE,
  exitStatus,
} from "../../cli/exit-codes.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class TopCommand extends BaseCommand {
  static override summary = "Watch the bus: who is connected, what they send and get, and what they lose.";

  static override description = `On a terminal it is a screen: ? lists its keys, q ends it. When the bus goes away it says so, and goes on when the bus is back. In a pipe it prints a line for each --interval, or with --json the whole status.

${exitStatus([
  [0, "q, or --count was reached"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "there is no bus, or it did not answer within --timeout"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted (Ctrl-C)"],
])}`;

  static override examples = [
    "<%= config.bin %> bus top",
    "<%= config.bin %> bus top --interval 0.5",
    "<%= config.bin %> bus top --json --interval 10 --count 6 | jq .totals.eventsInPerS",
  ];

  static override flags = {
    socket: socketFlag,
    interval: secondsFlag({ min: 0.1, default: 1, description: "Seconds from one look to the next." }),
    count: Flags.integer({ helpValue: "N", min: 1, description: "End after so many looks." }),
    json: Flags.boolean({ description: "Print each status as one JSON line; docs/cli.md explains its fields." }),
    timeout: timeoutFlag,
    utc: utcFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TopCommand);
    const { topInLines, topOnScreen } = await import("../../cli/top/run-top.ts");
    await this.interruptible(async (signal, interrupt) => {
      if (process.stdout.isTTY && !flags.json) {
        const { styleFor } = await import("../../cli/style.ts");
        const style = styleFor(process.stdout, process.env);
        await topOnScreen({ ...flags, signal, interrupt, style, keys: process.stdin, display: process.stdout });
        return;
      }
      await topInLines({
        ...flags,
        signal,
        print: (line) => this.log(line),
        note: (text) => this.logToStderr(`decnet: ${text}`),
      });
    });
  }
}
