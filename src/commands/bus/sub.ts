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

export default class SubCommand extends BaseCommand {
  static override summary = "Print the events that match one or more patterns, as they come.";

  static override description = `* stands for exactly one token of a topic, a last > for one or more. Quote them, or the shell takes them for its own. An event that matches several patterns is printed once. What was lost is said on stderr, and in the gap of the next event. "decnet bus tap" shows more of each event, for people.

${exitStatus([
  [0, "--count events came, or --timeout passed without --count"],
  [EXIT_USAGE, "wrong usage or pattern"],
  [EXIT_UNAVAILABLE, "no bus, it went away, or too few events within --timeout"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted (Ctrl-C)"],
])}`;

  static override examples = [
    `<%= config.bin %> bus sub 'topology.>'`,
    `<%= config.bin %> bus sub 'topology.*.mutation.applied' system.bus.health`,
    `<%= config.bin %> bus sub '>' --json | jq .payload`,
    `<%= config.bin %> bus sub system.bus.health --count 1 --timeout 30`,
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
    json: Flags.boolean({ description: "Print each event as one JSON line." }),
    count: Flags.integer({ helpValue: "N", min: 1, description: "End after so many events." }),
    timeout: secondsFlag({ min: 0, description: "End after so many seconds." }),
    utc: utcFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(SubCommand);
    const { eventJson, eventLine } = await import("../../cli/print-event.ts");
    const { printEvents } = await import("../../cli/print-events.ts");
    const { styleFor } = await import("../../cli/style.ts");
    const style = styleFor(process.stdout, process.env);
    await this.interruptible(async (signal) => {
      await printEvents({
        ...flags,
        patterns: args.pattern,
        signal,
        print: (event, gap) => this.log(flags.json ? eventJson(event, gap) : eventLine(event, style, flags.utc)),
        note: (text) => this.logToStderr(`decnet: ${text}`),
      });
    });
  }
}
