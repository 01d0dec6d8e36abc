import { Args, Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag } from "../../cli/base-command.ts";
import { EXIT_IO, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";

export default class WhoCommand extends BaseCommand {
  static override summary = "Show who would receive an event of a topic, and who publishes it.";

  static override description = `Asks the bus for the patterns of all connections, and matches them as the bus does. Who publishes the topic is what the registry says.

${exitStatus([
  [0, "done, also if nobody would"],
  [EXIT_USAGE, "wrong usage or topic"],
  [EXIT_UNAVAILABLE, "there is no bus, or it did not answer within --timeout"],
  [EXIT_IO, "the output cannot be written"],
  [EXIT_PERMISSION, "not permitted"],
])}`;

  static override examples = [
    "<%= config.bin %> bus who topology.abc.status",
    "<%= config.bin %> bus who topology.abc.mutation.enqueued --json | jq '.receivers[].clientName'",
  ];

  static override args = {
    topic: Args.string({ required: true, ignoreStdin: true, description: "The topic, without wildcards." }),
  };

  static override flags = {
    socket: socketFlag,
    json: Flags.boolean({ description: "Print one JSON line." }),
    timeout: timeoutFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WhoCommand);
    const { checkedTopic, whoJson, whoLines } = await import("../../cli/receivers.ts");
    const { withCliBus } = await import("../../cli/cli-bus.ts");
    const topic = checkedTopic(args.topic);
    const status = await withCliBus(flags, (bus, leftMs) => bus.status({ timeoutMs: leftMs() }));
    if (flags.json) {
      this.log(whoJson(topic, status));
      return;
    }
    const { tableOptionsFor } = await import("../../cli/table-options.ts");
    this.log(whoLines(topic, status, tableOptionsFor(process.stdout, process.env)).join("\n"));
  }
}
