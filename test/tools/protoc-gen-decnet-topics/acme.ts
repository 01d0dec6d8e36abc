// Proto of somebody else, and what the plugin makes of it: as buf runs it, without the process.

import { topicsPlugin } from "../../../tools/protoc-gen-decnet-topics/topics-plugin.ts";
import { compileRequest } from "./compile.ts";
import { declare, declareShared } from "./declare.ts";

const PROTO = `
// The topology went into another state. ${"It says so in a long sentence. ".repeat(4)}
${declare("Status")}

// Done.
${declareShared("Applied", "applied")}
${declareShared("Failed", "failed")}

${declare("Alive", {
  template: "bus.alive",
  builder: "delete",
  event_type: "alive",
  constant: "ALIVE",
  emitted_by: "",
  reserved: true,
})}

${declare("Odd", {
  template: "odd.{class}.{await}.a`$b",
  builder: "topic_token",
  event_type: "odd",
  constant: "ODD",
})}

${declare("Wide", {
  template:
    "wide.{first_of_the_long_names}.{second_of_the_long_names}.{third_of_the_long_names}.{fourth_of_the_long_names}",
  builder: "wide",
  event_type: "wide",
  constant: "WIDE",
  emitted_by:
    "A worker whose name is so long that it has to stand on a line of its own, below the name of the property",
})}`;

const FIELDS = `
// Two lines
// of comment with a | in it.
message Fields {
  option (decnet.bus.v1.topic) = {
    template: "fields" builder: "fields" event_type: "fields" constant: "FIELDS" emitted_by: "Test"
  };
  // Both of these.
  repeated string first = 1;
  map<string, Part> second = 2;
  oneof choice {
    // Chosen | not.
    Mode mode = 3;
  }
  optional bytes last = 4 [deprecated = true];
}
// Holds itself.
message Part { Part part = 1; }
// How.
enum Mode {
  // Nothing said.
  MODE_UNSPECIFIED = 0;
  MODE_FAST = 1;
}`;

const request = await compileRequest({
  "acme/topics/v1/main.proto": PROTO,
  "acme/topics/v1/fields.proto": FIELDS,
});

type Generated = Record<"topics" | "topicMap" | "registry" | "encoders" | "docs", string>;

export function generate(option = "emit=typescript"): Generated {
  const files = [`target=ts,${option}`, "target=ts,emit=docs"].flatMap((parameter) => {
    return topicsPlugin.run(request(parameter)).file;
  });
  const content = (name: string): string => files.find((file) => file.name === name)?.content ?? "";
  return {
    topics: content("acme/topics/v1/topics.ts"),
    topicMap: content("acme/topics/v1/topic-map.ts"),
    registry: content("acme/topics/v1/registry.ts"),
    encoders: content("acme/topics/v1/encoders.ts"),
    docs: content("topics.md"),
  };
}

/** Lines one after the other, for `toContain` on a text that was generated. */
export function block(...lines: readonly string[]): string {
  return `\n${lines.join("\n")}\n`;
}
