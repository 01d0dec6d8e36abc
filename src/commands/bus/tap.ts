import { Args, Flags } from "@oclif/core";
import { BaseCommand, socketFlag, utcFlag } from "../../cli/base-command.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_IO,
  EXIT_PERMISSION,
  EXIT_UNAVAILABLE,
  EXIT_USAGE,
  exitStatus,
} from "../../cli/exit-codes.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class TapCommand extends BaseCommand {
  static override summary = "Show everything about the events that match one or more patterns.";

  static override description = `Each event with its time, how long it was under way, topic, type, source, payload and id, also one that no worker gets because its payload cannot be decoded: that is shown in hex, with the reason. What the tap itself has missed is said where it is missing. It has a connection and a queue of its own, so nobody else gets less because of it. For scripts there is "decnet bus sub", which shows what a worker gets.

With --stats it shows no events but counts them by topic; on a terminal the table is drawn again as it grows, and in any case it is printed at the end.

${exitStatus([
  [0, "--count events came, or --timeout passed without --count; or q"],
  [EXIT_USAGE, "wrong usage or pattern"],
  [EXIT_UNAVAILABLE, "no bus, it went away, or too few events within --timeout"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted (Ctrl-C)"],
])}`;

  static override examples = [
    "<%= config.bin %> bus tap '>'",
    "<%= config.bin %> bus tap 'topology.>' --stats",
    {
      description: "What no worker gets",
      command: "<%= config.bin %> bus tap '>' --json | jq 'select(.fault != null)'",
    },
  ];

  static override args = {
    pattern: Args.string({
      multiple: true,
      required: true,
      ignoreStdin: true,
      description: "One or more patterns, such as 'topology.>' or system.bus.health.",
    }),
  };

  static override flags = {
    socket: socketFlag,
    json: Flags.boolean({ description: "Print each event, and each loss, as one JSON line." }),
    stats: Flags.boolean({ description: "Count events by topic instead of showing them." }),
    count: Flags.integer({ helpValue: "N", min: 1, description: "End after so many events." }),
    timeout: secondsFlag({ min: 0, description: "End after so many seconds." }),
    utc: utcFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TapCommand);
    const { tapEvents, tapStatistics } = await import("../../cli/tap.ts");
    const { tableOptionsFor } = await import("../../cli/table-options.ts");
    const { width, style } = tableOptionsFor(process.stdout, process.env);
    const looksLive = process.stdout.isTTY && !flags.json;
    await this.interruptible(async (signal, interrupt) => {
      const tap = {
        ...flags,
        patterns: args.pattern,
        signal,
        style,
        print: (line: string) => this.log(line),
        note: (text: string) => this.logToStderr(`decnet: ${text}`),
      };
      const live = looksLive ? { keys: process.stdin, display: process.stdout, interrupt } : undefined;
      await (flags.stats ? tapStatistics({ ...tap, width, live }) : tapEvents(tap));
    });
  }
}
