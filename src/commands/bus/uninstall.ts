import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_CONFIGURATION, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";
import { installFlags, installOptions, installPrinter } from "../../cli/install-flags.ts";

export default class UninstallCommand extends BaseCommand {
  static override summary = "Take away what `decnet bus install` has installed.";

  static override description = `Removes the units, the files in sysusers.d and tmpfiles.d, the manual page and the completions, and /etc/decnet/bus.env unless it was edited. With --now it stops and disables the bus before, and removes its cache after. The user and the group decnet stay, because files may belong to them (userdel decnet removes both); so do drop-ins of yours.

${exitStatus([
  [0, "removed, or nothing to do"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "--now: there is no systemd here, or a command failed"],
  [EXIT_PERMISSION, "not permitted: run it as root"],
  [EXIT_CONFIGURATION, "something that is no file is in the way"],
])}`;

  static override examples = [
    { description: "What would happen", command: "<%= config.bin %> bus uninstall --dry-run" },
    { description: "Stop it, and remove it", command: "sudo <%= config.bin %> bus uninstall --now" },
  ];

  static override flags = installFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(UninstallCommand);
    const { uninstall } = await import("../../install/index.ts");
    // Without its files, it could not do the rest.
    const printer = await installPrinter(flags.json, undefined, (line) => this.log(line));
    uninstall(installOptions(flags), printer);
  }
}
