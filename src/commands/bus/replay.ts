import { Args, Flags } from "@oclif/core";
import { BaseCommand, socketFlag } from "../../cli/base-command.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_IO,
  EXIT_PERMISSION,
  EXIT_UNAVAILABLE,
  EXIT_USAGE,
  exitStatus,
} from "../../cli/exit-codes.ts";
import { speedFlag } from "../../cli/speed-flag.ts";

export default class ReplayCommand extends BaseCommand {
  static override summary = "Publish again what was recorded.";

  static override description = `Topic, payload, type and trace of each event are as recorded; source, id and time are those of this command, so that nobody takes a replay for what really happens. With --as-recorded they are kept as well. Without a pattern everything is published but system.bus.health, which is the recorded bus's own.

The whole recording is read before the first event is published, so nothing is published of one that is damaged; from stdin it goes through a temporary file. With --partial events are published as they are read, up to where a recording is damaged or cut off.

${exitStatus([
  [0, "all of it is published and routed"],
  [EXIT_USAGE, "wrong usage or pattern"],
  [EXIT_UNAVAILABLE, "there is no bus, it went away, or it hangs"],
  [EXIT_IO, "the file cannot be read, is no recording, or is damaged"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted (Ctrl-C)"],
])}`;

  static override examples = [
    "<%= config.bin %> bus replay incident.rec",
    "<%= config.bin %> bus replay incident.rec 'topology.*.mutation.>' --speed 10 --socket /tmp/b.sock",
    { description: "What is in it, without a bus", command: "<%= config.bin %> bus replay incident.rec --dry-run" },
    "zcat incident.rec.gz | <%= config.bin %> bus replay - --speed max",
  ];

  static override args = {
    file: Args.string({ required: true, ignoreStdin: true, description: "The recording. - is stdin." }),
    pattern: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: "Publish only events of topics that one of the patterns matches, such as 'topology.>'.",
    }),
  };

  static override flags = {
    socket: socketFlag,
    speed: speedFlag({
      default: 1,
      description: "1 as recorded, 10 ten times as fast; max: as fast as the bus takes it.",
    }),
    "as-recorded": Flags.boolean({ description: "Keep source, id and time of the events as well." }),
    partial: Flags.boolean({ description: "Publish what stands before the damage of a recording." }),
    "dry-run": Flags.boolean({ description: "Only read it, and say what is in it; no bus is needed." }),
    json: Flags.boolean({ description: "Print what was published, or is in it, as one JSON line." }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ReplayCommand);
    const { inspect, inspectionJson, inspectionLines, replay, replayJson, replayLine } =
      await import("../../cli/replay.ts");
    const { refuseTerminal } = await import("../../cli/recording-file.ts");
    if (args.file === "-") refuseTerminal(process.stdin, "stdin");
    const from = args.file === "-" ? process.stdin : args.file;
    if (flags["dry-run"]) {
      const found = await inspect({ from, patterns: args.pattern });
      for (const line of flags.json ? [inspectionJson(found)] : inspectionLines(found)) this.log(line);
      return;
    }
    await this.interruptible(async (signal) => {
      const summary = await replay({
        ...flags,
        from,
        patterns: args.pattern,
        asRecorded: flags["as-recorded"],
        signal,
        note: (text) => this.logToStderr(`decnet: ${text}`),
      });
      this.log(flags.json ? replayJson(summary) : replayLine(summary));
    });
  }
}
