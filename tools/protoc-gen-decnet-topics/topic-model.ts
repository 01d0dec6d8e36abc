// What the printers print: the declared topics as plain data, all rules of decnet/bus/v1/topic.proto already checked.

/** A token that the publisher fills in. */
export interface Placeholder {
  /** In snake case, as between the braces. */
  readonly placeholder: string;
}

/** A literal, or a placeholder. */
export type Token = string | Placeholder;

export interface Topic {
  /** As declared: `topology.{topology_id}.status`. */
  readonly template: string;
  readonly tokens: readonly Token[];
  /** The template without its placeholders: `topology.status`. Unique, and what tells one event from another. */
  readonly name: string;
  /** In snake case; several topics may share it. */
  readonly builder: string;
  /** In snake case; empty where the builder is not shared. */
  readonly selector: string;
  readonly eventType: string;
  readonly constant: string;
  /** Empty while reserved. */
  readonly emittedBy: string;
  readonly reserved: boolean;
  /** Folder of the proto file, and of what is generated from it, relative to the root of either: `decnet/topics/v1`. */
  readonly folder: string;
  /** What protoc-gen-es makes of the proto file, relative to `folder`: `./topology_pb.ts`. */
  readonly module: string;
  /** Name of the payload's type in `module`; its descriptor is called the same with `Schema` behind. */
  readonly typeName: string;
  /** The payload's message, and then the messages and enums of the same package that it is built from. */
  readonly payload: readonly [PayloadType, ...PayloadType[]];
}

/** A message or an enum, as people read it in the documentation. */
export interface PayloadType {
  readonly fullName: string;
  /** `fullName` without the package. */
  readonly name: string;
  /** The comment of the proto, without its comment marks. */
  readonly description: string;
  readonly members: readonly PayloadMember[];
}

/** A field of a message, or a value of an enum. */
export interface PayloadMember {
  readonly name: string;
  /** As in the proto (`repeated string`); of an enum's value its number. */
  readonly type: string;
  readonly description: string;
}

/** The placeholders of a topic, in snake case, in order. */
export function placeholders(topic: Topic): string[] {
  return topic.tokens.flatMap((token) => (typeof token === "string" ? [] : [token.placeholder]));
}
