import { Errors, Flags, type Interfaces } from "@oclif/core";
import type { ConformanceOptions } from "../../../conformance/runner/run-conformance.ts";
import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_SOFTWARE, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";
import { secondsFlag } from "../../cli/seconds-flag.ts";

export default class ConformanceCommand extends BaseCommand {
  static override summary = "Hold a broker or a client against the protocol, requirement by requirement.";

  static override description = `The broker under test is started by the command behind --, which reads what it shall be from stdin (proto/decnet/conformance/v1/broker.proto); or it listens already at --socket, and cases that need other limits, or stop it, are skipped; or, with neither, it is the one of this package. With --client a client is under test, which does what it reads from stdin (client.proto, in the same folder). docs/protocol.md explains the requirements.

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
    {
      description: "A client of your own",
      command: "<%= config.bin %> bus conformance --client -- ./my-client --adapter",
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
    client: Flags.boolean({
      char: "c",
      description: "Hold a client against it: the command is one, and this is its broker.",
    }),
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
    if (flags.socket !== undefined && flags.client)
      throw usage("A client has no socket to give; --socket is for brokers.");
    const { casesOf, exitOf, isUsageError, runConformance } =
      await import("../../../conformance/runner/run-conformance.ts");
    try {
      if (flags.list) {
        for (const { id, spec } of casesOf(this.#cases(flags))) this.log(`${id} ${spec.requirements.join(" ")}`);
        return;
      }
      const results = await runConformance({ ...this.#options(flags), ...(command.length > 0 && { command }) });
      this.exit({ well: 0, failed: EXIT_SOFTWARE, "could-not-run": EXIT_UNAVAILABLE }[exitOf(results)]);
    } catch (error) {
      throw isUsageError(error) ? usage(error.message) : error;
    }
  }

  #cases({ client, cases, only = [] }: ConformanceFlags) {
    const side = client ? ("client" as const) : ("broker" as const);
    return { root: this.config.root, side, only, ...(cases !== undefined && { cases }) };
  }

  #options(flags: ConformanceFlags): ConformanceOptions {
    const stream = flags.json ? process.stderr : process.stdout;
    const { socket, junit, html, "known-failing": knownFailing } = flags;
    return {
      ...this.#cases(flags),
      ...(socket !== undefined && { socket }),
      ...(knownFailing !== undefined && { knownFailing }),
      ...(junit !== undefined && { junit }),
      ...(html !== undefined && { html }),
      patienceMs: flags.patience * 1_000,
      report: { write: (text) => stream.write(text), live: stream.isTTY, colour: stream.hasColors?.() ?? false },
      ...(flags.json && { jsonLine: (line: string) => this.log(line) }),
    };
  }
}

type ConformanceFlags = Interfaces.InferredFlags<typeof ConformanceCommand.flags>;

function usage(message: string): Errors.CLIError {
  return new Errors.CLIError(message, { exit: EXIT_USAGE });
}
