// What a subscriber relies on, for each topic: its name, the message that its payload decodes as, and its event type.
// buf compares messages between two versions, but not options, so a renamed topic would pass it. This is the law for
// those; it knows no files.

import type { Topic } from "../protoc-gen-decnet-topics/topic-model.ts";

export interface LockedTopic {
  /** The template without the names of its placeholders, which no subscriber sees: `topology.{}.status`. */
  readonly template: string;
  /** Full name of the payload's message. */
  readonly message: string;
  readonly eventType: string;
}

export interface LockCheck {
  /** One sentence or two for each broken promise: which topic, what happened to it, what to do. */
  readonly violations: readonly string[];
  /** Declared and not locked yet. */
  readonly added: readonly LockedTopic[];
}

export function toLockedTopic(topic: Topic): LockedTopic {
  const tokens = topic.tokens.map((token) => (typeof token === "string" ? token : "{}"));
  return { template: tokens.join("."), message: topic.payload[0].fullName, eventType: topic.eventType };
}

/** Compares what was promised with what is declared. New families are fine. */
export function checkLock(locked: readonly LockedTopic[], declared: readonly LockedTopic[]): LockCheck {
  const violations = locked.map((topic) => violationOf(topic, declared)).filter((violation) => violation !== undefined);
  const promised = new Set(locked.map(({ template }) => template));
  return { violations, added: declared.filter(({ template }) => !promised.has(template)) };
}

function violationOf(locked: LockedTopic, declared: readonly LockedTopic[]): string | undefined {
  const { template, message, eventType } = locked;
  const now = declared.find((topic) => topic.template === template);
  if (now === undefined) return goneViolation(locked, declared);
  if (now.message !== message) {
    return [
      `${template} was given to ${now.message}; it carried ${message}.`,
      "A subscriber would decode the one as the other.",
      `Give it back, and declare ${now.message} under a template of its own.`,
    ].join(" ");
  }
  if (now.eventType !== eventType) {
    return [
      `${template} (${message}) has the event type "${now.eventType}"; it had "${eventType}".`,
      `Subscribers tell events apart by it. Put "${eventType}" back.`,
    ].join(" ");
  }
  return undefined;
}

function goneViolation({ template, message }: LockedTopic, declared: readonly LockedTopic[]): string {
  const renamed = declared.find((topic) => topic.message === message);
  if (renamed === undefined) {
    return [
      `${template} (${message}) was removed. Its subscribers would hear nothing.`,
      "Put it back; a family that nobody publishes any more stays declared.",
    ].join(" ");
  }
  return [
    `${template} (${message}) was renamed to ${renamed.template}. Subscribers of the old name would hear nothing.`,
    "Put the old template back; a new name is a new family with a message of its own.",
  ].join(" ");
}
