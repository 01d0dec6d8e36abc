import { Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag } from "../../cli/base-command.ts";
import { EXIT_IO, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";

export default class StatusCommand extends BaseCommand {
  static override summary = "Show who is connected, what they send and get, and what they lose.";

  static override description = `One line for each connection, this command's own included: events that wait in its queue, that it published (IN), was sent (OUT) and lost (DROPPED), because it reads too slowly; in all, and per second. In a pipe nothing is cut off.

${exitStatus([
  [0, "done; with --check: the bus lives"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_UNAVAILABLE, "there is no bus, or it did not answer within --timeout"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
])}`;

  static override examples = [
    "<%= config.bin %> bus status",
    {
      description: "As a liveness probe: connects, and has a fence come back",
      command: "<%= config.bin %> bus status --check --timeout 2",
    },
    {
      description: "Who has lost events",
      command:
        "<%= config.bin %> bus status --json | jq -r '.connections[] | select(.eventsDropped > 0) | .clientName'",
    },
  ];

  static override flags = {
    socket: socketFlag,
    check: Flags.boolean({ description: "Only find out whether the bus lives: connect, and wait for a fence." }),
    json: Flags.boolean({ description: "Print one JSON line; docs/cli.md explains its fields." }),
    timeout: timeoutFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(StatusCommand);
    if (flags.check) {
      const { checkBus } = await import("../../cli/check-bus.ts");
      this.log(await checkBus(flags));
      return;
    }
    const { cliSocket, withCliBus } = await import("../../cli/cli-bus.ts");
    const status = await withCliBus(flags, (bus, leftMs) => bus.status({ timeoutMs: leftMs() }));
    if (flags.json) {
      const { statusJson } = await import("../../cli/status-json.ts");
      this.log(statusJson(status, Date.now()));
      return;
    }
    const { statusLines } = await import("../../cli/status-table.ts");
    const { tableOptionsFor } = await import("../../cli/table-options.ts");
    const lines = statusLines(status, cliSocket(flags.socket), tableOptionsFor(process.stdout, process.env));
    this.log(lines.join("\n"));
  }
}
