// Topics, patterns and payloads that a hostile peer thinks of: many valid ones, since what is refused at once gets nowhere, and those that
// lie on the edge of the grammar.

import { topologyStatus } from "../../src/topics.ts";
import { joined, utf8, varint } from "../support/bytes.ts";
import type { Random } from "./random.ts";

const TOKENS = [
  "fuzz",
  "a",
  "b",
  "topology",
  "decky",
  "state",
  "ünïcödé",
  "鍵",
  "👾",
  "x".repeat(60),
  "-",
  "__proto__",
  "constructor",
];
const NO_TOKENS = ["", " ", "*x", ">>", "a b", "\n", "\u0000", "\u001B[2J", "\u00A0", "\u0085"];

/** Bytes of the longest topic, in as many tokens as go in. */
export const DEEPEST_TOPIC = Array.from({ length: 128 }, () => "a").join(".");

export function hostileTopic(random: Random): string {
  if (random.chance(0.05)) return DEEPEST_TOPIC;
  if (random.chance(0.1)) return topologyStatus(`fuzz-${random.below(20)}`);
  const tokens = Array.from({ length: random.between(1, 6) }, () => random.pick(TOKENS));
  return random.chance(0.1) ? `fuzz.${random.next()}` : shortened(tokens);
}

export function hostilePattern(random: Random): string {
  const tokens = Array.from({ length: random.between(1, 6) }, () => (random.chance(0.3) ? "*" : random.pick(TOKENS)));
  if (random.chance(0.3)) tokens.push(">");
  if (random.chance(0.05)) return DEEPEST_TOPIC.replaceAll("a", () => (random.chance(0.5) ? "*" : "a"));
  return shortened(tokens);
}

/** Something that is no topic, and no pattern either. */
export function noTopic(random: Random): string {
  if (random.chance(0.1)) return "x".repeat(256);
  const tokens = Array.from({ length: random.between(0, 3) }, () => random.pick(TOKENS));
  tokens.splice(random.below(tokens.length + 1), 0, random.pick(NO_TOKENS));
  return tokens.join(".");
}

/** Payloads: nothing, noise, and a Struct that is deeper than any decoder should follow. */
export function hostilePayload(random: Random): Uint8Array {
  const kind = random.below(20);
  if (kind < 4) return new Uint8Array(0);
  if (kind === 4) return random.pick(DEEP_STRUCTS);
  if (kind === 5) return random.bytes(random.between(1_000, 20_000));
  if (kind < 12) return random.bytes(random.between(1, 60));
  return structOf(random.between(1, 400));
}

/** A google.protobuf.Struct with one string. */
function structOf(length: number): Uint8Array {
  return structField(stringValue("x".repeat(length)));
}

const DEEP_STRUCTS = [50, 99, 101, 5_000, 50_000].map((depth) => structField(nestedList(depth)));

/** Struct.fields = 1, an entry of key = 1 and value = 2. */
function structField(value: Uint8Array): Uint8Array {
  const entry = joined([utf8("\n\u0001k\u0012"), varint(value.length), value]);
  return joined([utf8("\n"), varint(entry.length), entry]);
}

/** Value.string_value = 3. */
function stringValue(text: string): Uint8Array {
  return joined([Uint8Array.of(0x1a), varint(text.length), utf8(text)]);
}

/** A Value that holds a list that holds a Value, and so on. Built from the inside, each head once, so that it takes linear time. */
function nestedList(depth: number): Uint8Array {
  const heads: Uint8Array[] = [];
  let length = 0;
  for (let level = 0; level < depth; level++) {
    // Value.list_value = 6, ListValue.values = 1.
    for (const tag of level === 0 ? [0x32] : [0x0a, 0x32]) {
      const head = joined([Uint8Array.of(tag), varint(length)]);
      heads.push(head);
      length += head.length;
    }
  }
  return joined(heads.toReversed());
}

function shortened(tokens: readonly string[]): string {
  const kept = [...tokens];
  while (Buffer.byteLength(kept.join(".")) > 255) kept.shift();
  return kept.join(".");
}
