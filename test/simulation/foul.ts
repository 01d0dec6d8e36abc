// What no peer may say. All of it ends the connection of whoever says it, and nobody else notices.

import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { delimitedField, joined, sized, utf8, varint } from "../support/bytes.ts";

const topic = delimitedField(1, utf8("a"));

const FOULS = {
  "topic twice": event(topic, topic),
  "no topic": event(delimitedField(2, utf8("payload"))),
  "empty topic": event(delimitedField(1, utf8(""))),
  "empty token": event(delimitedField(1, utf8("a..b"))),
  "wildcard in a topic": event(delimitedField(1, utf8("a.*"))),
  "topic is not UTF-8": event(delimitedField(1, Uint8Array.of(0x61, 0xff))),
  "source is not UTF-8": event(topic, delimitedField(4, Uint8Array.of(0xc3))),
  "payload cut off": event(topic, Uint8Array.of(0x12, 9, 1)),
  "topic is a number": event(varint(1 * 8 + 0), varint(7)),
  "group in an event": event(topic, Uint8Array.of(0x7b, 0x7c)),
  "two fields": sized(joined([delimitedField(5, topic), delimitedField(8, utf8(""))])),
  "kind in another wire type": sized(Uint8Array.of(8 * 8 + 0, 1)),
  "control is not well-formed": sized(delimitedField(3, Uint8Array.of(0x12, 9))),
  "group in a frame": sized(Uint8Array.of(0x2b, 1, 2, 3)),
  "a broker's frame": encodeFrame({ case: "welcome", value: { protocol: 1 } }),
  "a broker's notice": encodeFrame({ case: "dropped", value: { count: 1n, total: 1n } }),
  "endless size": Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff),
  // The announcement is enough.
  "too large": varint((1 << 24) + 1),
} satisfies Record<string, Uint8Array>;

export type Foul = keyof typeof FOULS;

export const ALL_FOULS = Object.keys(FOULS) as Foul[];

export function foulBytes(foul: Foul): Uint8Array {
  return FOULS[foul];
}

function event(...fields: readonly Uint8Array[]): Uint8Array {
  return sized(delimitedField(5, joined(fields)));
}
