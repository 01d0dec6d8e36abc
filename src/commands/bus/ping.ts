import { Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag } from "../../cli/base-command.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_IO,
  EXIT_PERMISSION,
  EXIT_UNAVAILABLE,
  EXIT_USAGE,
  exitStatus,
} from "../../cli/exit-codes.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class PingCommand extends BaseCommand {
  static override summary = "Measure how long the bus takes to answer.";

  static override description = `Sends a fence, and waits until it comes back: the bus answers when it has routed all that came before. So the time is also what an event waits for the bus.

${exitStatus([
  [0, "at least one came back"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "there is no bus, or none came back"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted (Ctrl-C)"],
])}`;

  static override examples = [
    "<%= config.bin %> bus ping",
    "<%= config.bin %> bus ping --count 100 --interval 0.01 --json | tail -1 | jq .medianMs",
  ];

  static override flags = {
    socket: socketFlag,
    count: Flags.integer({ helpValue: "N", min: 1, default: 5, description: "How many." }),
    interval: secondsFlag({ min: 0, default: 1, description: "Seconds between two of them." }),
    json: Flags.boolean({ description: "Print each, and the summary, as one JSON line." }),
    timeout: timeoutFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(PingCommand);
    const { ping } = await import("../../cli/ping.ts");
    const { summaryText, tripText } = await import("../../cli/ping-text.ts");
    await this.interruptible(async (signal) => {
      const summary = await ping({ ...flags, signal, trip: (trip) => this.log(tripText(trip, flags.json)) });
      this.log(summaryText(summary, flags.json));
      if (summary.received === 0 && !signal.aborted) this.exit(EXIT_UNAVAILABLE);
    });
  }
}
