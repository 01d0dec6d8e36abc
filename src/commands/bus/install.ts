import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_CONFIGURATION, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";
import { installFlags, installOptions, installPrinter } from "../../cli/install-flags.ts";

export default class InstallCommand extends BaseCommand {
  static override summary =
    "Install the bus as a service of systemd, for the Node and the package that run this command.";

  static override description = `Writes decnet-bus.service and decnet-bus.socket, the user and group decnet (sysusers.d), the folder /run/decnet (tmpfiles.d), and an example of /etc/decnet/bus.env if there is none; besides, for people, the manual page and the completions for bash, zsh and fish. It shows the difference first, and writes only what differs; bus.env is yours and never replaced, nor is a page or a completion that is not of decnet-bus. After Node or the package has moved, run it again. What it wrote is changed with systemctl edit decnet-bus.service.

${exitStatus([
  [0, "installed, or nothing to do"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "--now: there is no systemd here, or a command failed"],
  [EXIT_PERMISSION, "not permitted: run it as root"],
  [EXIT_CONFIGURATION, "cannot work from here, or something is in the way; it says what"],
])}`;

  static override examples = [
    { description: "What would happen", command: "<%= config.bin %> bus install --dry-run" },
    { description: "Install, and start it", command: "sudo <%= config.bin %> bus install --now" },
    { description: "Into an image", command: "<%= config.bin %> bus install --prefix /mnt/image" },
  ];

  static override flags = installFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(InstallCommand);
    const { install } = await import("../../install/index.ts");
    const options = installOptions(flags);
    const again = options.prefix === "" ? `${this.config.bin} bus install --now` : undefined;
    install(options, await installPrinter(flags.json, again, (line) => this.log(line)));
  }
}
