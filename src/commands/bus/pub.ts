import { Args, Flags } from "@oclif/core";
import { BaseCommand, socketFlag, timeoutFlag } from "../../cli/base-command.ts";
import { EXIT_IO, EXIT_PERMISSION, EXIT_UNAVAILABLE, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";

export default class PubCommand extends BaseCommand {
  static override summary = "Publish one event.";

  static override description = `The payload is JSON: from the argument, or from stdin if there is none (or it is -); {} if stdin is a terminal. It is checked against the message that the registry declares for the topic (docs/topics.md); field names as there, or in camel case.

${exitStatus([
  [0, "the bus has routed it; to nobody, if nobody is subscribed"],
  [EXIT_USAGE, "wrong usage, topic or payload"],
  [EXIT_UNAVAILABLE, "there is no bus, or it did not answer within --timeout"],
  [EXIT_IO, "stdin cannot be read, or stdout not written"],
  [EXIT_PERMISSION, "not permitted"],
])}`;

  static override examples = [
    `<%= config.bin %> bus pub topology.abc.status '{"state":"active"}'`,
    `echo '{"mutation_id":"m1","op":"add_lan"}' | <%= config.bin %> bus pub topology.abc.mutation.applied`,
    `<%= config.bin %> bus pub lab.experiment.7 '{"any":["json"]}' --free-form`,
  ];

  static override args = {
    // oclif would read stdin for an argument that is missing, and throw away what it took.
    topic: Args.string({ required: true, ignoreStdin: true, description: "The topic, without wildcards." }),
    payload: Args.string({ ignoreStdin: true, description: "The payload, as JSON. -, or none: from stdin." }),
  };

  static override flags = {
    socket: socketFlag,
    "free-form": Flags.boolean({
      aliases: ["raw"],
      description: "The topic is meant although the registry does not declare it; the payload is any JSON object.",
    }),
    type: Flags.string({
      helpValue: "TYPE",
      description: "Event type. Default: the one that the registry declares for the topic.",
    }),
    json: Flags.boolean({ description: "Print what was published as one JSON line." }),
    timeout: timeoutFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PubCommand);
    const { publishOnce } = await import("../../cli/publish-once.ts");
    const payload = args.payload === undefined && process.stdin.isTTY ? "{}" : args.payload;
    const published = await publishOnce({
      topic: args.topic,
      payload: payload === undefined || payload === "-" ? process.stdin : payload,
      freeForm: flags["free-form"],
      timeout: flags.timeout,
      ...(flags.socket !== undefined && { socket: flags.socket }),
      ...(flags.type !== undefined && { type: flags.type }),
    });
    this.log(flags.json ? JSON.stringify(published) : `published ${published.topic}`);
  }
}
