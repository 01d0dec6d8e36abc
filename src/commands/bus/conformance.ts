import { Errors, Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_SOFTWARE, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class ConformanceCommand extends BaseCommand {
  static override summary = "Hold a broker against the protocol, requirement by requirement.";

  static override description = `The broker under test is started by the command behind --, which reads what it shall be from stdin (proto/decnet/conformance/v1/broker.proto); or it listens already at --socket, and cases that need other limits, or stop it, are skipped; or, with neither, it is the one of this package. docs/protocol.md explains the requirements.

${exitStatus([
  [0, "every case passed, was skipped, or failed as expected"],
  [EXIT_USAGE, "wrong usage; a file with cases, or the list of known failures, is wrong"],
  [EXIT_UNAVAILABLE, "cases could not run, and none failed"],
  [EXIT_SOFTWARE, "cases failed, or passed unexpectedly"],
])}`;

  static override examples = [
    { description: "The broker of this package", command: "<%= config.bin %> bus conformance" },
    {
      description: "One of your own",
      command:
        "<%= config.bin %> bus conformance --known-failing known.txt --html report.html -- ./my-broker --adapter",
    },
    { description: "One that listens already", command: "<%= config.bin %> bus conformance --socket /tmp/b.sock" },
    {
      description: "A part of the cases",
      command: "<%= config.bin %> bus conformance --only overflow/ --only shutdown",
    },
  ];

  static override strict = false;

  static override usage = "bus conformance [FLAGS] [-- COMMAND...]";

  static override flags = {
    socket: Flags.string({ char: "s", helpValue: "PATH", description: "The socket of a broker that listens already." }),
    only: Flags.string({ helpValue: "TEXT", multiple: true, description: "Only cases with this in their names." }),
    "known-failing": Flags.string({
      helpValue: "FILE",
      description: "Names of cases that are known to fail, one a line; one that passes all the same fails the run.",
    }),
    patience: secondsFlag({ min: 0.1, default: 10, description: "How long to wait for anything to happen." }),
    list: Flags.boolean({ description: "Print the names of the cases and their requirements, and play none." }),
    json: Flags.boolean({ description: "Print each result as one JSON line; what is for people goes to stderr." }),
    junit: Flags.string({ helpValue: "FILE", description: "Also write a report in JUnit's format." }),
    html: Flags.string({ helpValue: "FILE", description: "Also write a page for people." }),
    cases: Flags.string({ helpValue: "FOLDER", description: "Other cases than those of this package." }),
  };

  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(ConformanceCommand);
    const command = argv as string[];
    if (flags.socket !== undefined && command.length > 0) throw usage("Give --socket or a command, not both.");
    const { casesOf, exitOf, runConformance, isUsageError } =
      await import("../../../conformance/runner/run-conformance.ts");
    const { root } = this.config;
    const chosen = { root, ...(flags.cases !== undefined && { cases: flags.cases }), only: flags.only ?? [] };
    const stream = flags.json ? process.stderr : process.stdout;
    try {
      if (flags.list) {
        for (const { id, spec } of casesOf(chosen)) this.log(`${id} ${spec.requirements.join(" ")}`);
        return;
      }
      const results = await runConformance({
        ...chosen,
        ...(command.length > 0 && { command }),
        ...(flags.socket !== undefined && { socket: flags.socket }),
        ...(flags["known-failing"] !== undefined && { knownFailing: flags["known-failing"] }),
        ...(flags.junit !== undefined && { junit: flags.junit }),
        ...(flags.html !== undefined && { html: flags.html }),
        patienceMs: flags.patience * 1_000,
        report: { write: (text) => stream.write(text), live: stream.isTTY, colour: stream.hasColors?.() ?? false },
        ...(flags.json && { jsonLine: (line: string) => this.log(line) }),
      });
      this.exit({ well: 0, failed: EXIT_SOFTWARE, "could-not-run": EXIT_UNAVAILABLE }[exitOf(results)]);
    } catch (error) {
      throw isUsageError(error) ? usage(error.message) : error;
    }
  }
}

function usage(message: string): Errors.CLIError {
  return new Errors.CLIError(message, { exit: EXIT_USAGE });
}
