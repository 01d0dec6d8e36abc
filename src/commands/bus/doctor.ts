import { Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag } from "../../cli/base-command.ts";
import {
  EXIT_CONFIGURATION,
  EXIT_IO,
  EXIT_PERMISSION,
  EXIT_UNAVAILABLE,
  EXIT_USAGE,
  exitStatus,
} from "../../cli/exit-codes.ts";

export default class DoctorCommand extends BaseCommand {
  static override summary = "Find out what is wrong with the bus, or with the way to it.";

  static override description = `Looks at the socket, who may use it, the process behind it, systemd, the environment of bus and shell, versions, limits and losses, as the user who runs it: run it as the user of the worker that has no bus. Each finding comes with what mends it. It changes nothing. As root it sees more.

${exitStatus([
  [0, "no check has failed; there may be warnings"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "there is no bus here, or it does not answer"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "there is one, and this user may not connect to it"],
  [EXIT_CONFIGURATION, "a setting can never work"],
])}`;

  static override examples = [
    "<%= config.bin %> bus doctor",
    { description: "As the user of a worker", command: "sudo -u decnet-api <%= config.bin %> bus doctor --verbose" },
    {
      description: "What to do, for a script",
      command: "<%= config.bin %> bus doctor --json | jq -r 'select(.verdict == \"fail\") | .mend'",
    },
  ];

  static override flags = {
    socket: socketFlag,
    json: Flags.boolean({ description: "Print each check as one JSON line." }),
    timeout: timeoutFlag,
    verbose: Flags.boolean({ char: "v", description: "Show also the checks that found nothing." }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(DoctorCommand);
    const { doctor } = await import("../../cli/doctor.ts");
    const { tableOptionsFor } = await import("../../cli/table-options.ts");
    const status = await doctor({
      ...flags,
      ...tableOptionsFor(process.stdout, process.env),
      env: process.env,
      print: (line) => this.log(line),
    });
    if (status !== 0) this.exit(status);
  }
}
