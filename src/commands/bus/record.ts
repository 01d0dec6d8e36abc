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
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class RecordCommand extends BaseCommand {
  static override summary = "Record events into a file, to be replayed.";

  static override description = `Events are kept byte for byte, with the time at which they came, until Ctrl-C, SIGTERM, or one of the limits; then it says what was recorded. If events come faster than they can be written, the bus drops the oldest for this command alone, and the recording says where. What is in the file is good at any time, whatever ends the command: docs/recording.md.

${exitStatus([
  [0, "recorded, until a limit, Ctrl-C or SIGTERM"],
  [EXIT_USAGE, "wrong usage or pattern, or the file exists already"],
  [EXIT_UNAVAILABLE, "there is no bus, or it went away; what came before is kept"],
  [EXIT_IO, "the file cannot be written; what was written is kept"],
  [EXIT_PERMISSION, "not permitted"],
  [EXIT_INTERRUPTED, "interrupted before there was anything to record"],
])}`;

  static override examples = [
    "<%= config.bin %> bus record incident.rec",
    "<%= config.bin %> bus record mutations.rec 'topology.*.mutation.>' --duration 60",
    {
      description: "From one host to another, as it happens",
      command: "ssh agent decnet bus record - | <%= config.bin %> bus replay - --partial --speed max",
    },
  ];

  static override args = {
    file: Args.string({ required: true, ignoreStdin: true, description: "Where to. - is stdout." }),
    pattern: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: "One or more patterns, such as 'topology.>'. Default: '>', which is everything.",
    }),
  };

  static override flags = {
    socket: socketFlag,
    count: Flags.integer({ helpValue: "N", min: 1, description: "End after so many events." }),
    duration: secondsFlag({ min: 0, description: "End after so many seconds." }),
    "max-bytes": Flags.integer({ helpValue: "N", min: 1, description: "End before the recording has more bytes." }),
    force: Flags.boolean({ description: "Overwrite the file if it exists." }),
    json: Flags.boolean({ description: "Print what was recorded as one JSON line; with -, on stderr." }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RecordCommand);
    const { record, recordInto, recordJson, recordLine } = await import("../../cli/record.ts");
    const { recordingPipe, refuseTerminal } = await import("../../cli/recording-file.ts");
    const toStdout = args.file === "-";
    if (toStdout) refuseTerminal(process.stdout, "stdout");
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    const summary = await record({
      ...flags,
      patterns: args.pattern ?? [">"],
      maxBytes: flags["max-bytes"],
      open: toStdout ? () => Promise.resolve(recordingPipe(process.stdout)) : recordInto(args.file, flags.force),
      signal: stop.signal,
      note: (text) => this.logToStderr(`decnet: ${text}`),
    });
    if (summary === undefined) this.exit(EXIT_INTERRUPTED);
    const line = flags.json ? recordJson(args.file, summary) : recordLine(args.file, summary);
    if (toStdout) this.logToStderr(flags.json ? line : `decnet: ${line}`);
    else this.log(line);
    if (summary.error !== undefined) throw summary.error;
  }
}
