import { Flags } from "@oclif/core";
import { BaseCommand } from "../../cli/base-command.ts";
import { EXIT_IO, EXIT_USAGE, exitStatus } from "../../cli/exit-codes.ts";

export default class TopicsCommand extends BaseCommand {
  static override summary = "List the declared topics: what they carry, and who publishes them.";

  static override description = `The registry of this version, as in docs/topics.md; no bus is needed. {name} stands for one token that the builder fills in.

${exitStatus([
  [0, "done, also if no topic was found"],
  [EXIT_USAGE, "wrong usage"],
  [EXIT_IO, "the output cannot be written"],
])}`;

  static override examples = [
    "<%= config.bin %> bus topics",
    "<%= config.bin %> bus topics --search mutation",
    "<%= config.bin %> bus topics --search reserved --json | jq -r .template",
  ];

  static override flags = {
    search: Flags.string({
      helpValue: "WORD",
      multiple: true,
      multipleNonGreedy: true,
      description: "Only topics in which the word stands, whatever its case; more than one: all of them.",
    }),
    json: Flags.boolean({ description: "Print each topic as one JSON line." }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TopicsCommand);
    const { findTopics, topicJson, topicsLines } = await import("../../cli/topics-list.ts");
    const topics = findTopics(flags.search ?? []);
    if (topics.length === 0) {
      const { printable } = await import("../../cli/printable.ts");
      const searched = (flags.search ?? []).map((word) => `“${word}”`).join(" and ");
      this.logToStderr(printable(`decnet: no topic has ${searched} in it; there are others: decnet bus topics`));
      return;
    }
    if (flags.json) {
      for (const topic of topics) this.log(topicJson(topic));
      return;
    }
    const { tableOptionsFor } = await import("../../cli/table-options.ts");
    const { width, style } = tableOptionsFor(process.stdout, process.env);
    this.log(topicsLines(topics, width, style).join("\n"));
  }
}
