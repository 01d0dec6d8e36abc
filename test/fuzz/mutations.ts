// Ways to spoil a stream that was valid. Each takes frames (with their sizes) and returns pieces that are to be sent one after the other;
// whether the daemon finds anything wrong is its affair.

import { delimitedField, joined, paddedVarint, sized, varint } from "../support/bytes.ts";
import type { Random } from "./random.ts";
import { validStream } from "./valid-stream.ts";

export type Mutation = (frames: readonly Uint8Array[], random: Random) => readonly Uint8Array[];

/** By name, so that a test can try each. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flipBits: (frames, random) => {
    const bytes = joined(frames);
    for (let flips = random.between(1, 8); flips > 0; flips--)
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    return [bytes];
  },
  cut: (frames, random) => {
    const bytes = joined(frames);
    return [bytes.subarray(0, random.below(bytes.length))];
  },
  remove: (frames, random) => {
    const bytes = joined(frames);
    const at = random.below(bytes.length);
    return [bytes.subarray(0, at), bytes.subarray(at + random.between(1, 40))];
  },
  insert: (frames, random) => {
    const bytes = joined(frames);
    const at = random.below(bytes.length);
    return [bytes.subarray(0, at), random.bytes(random.between(1, 40)), bytes.subarray(at)];
  },
  splice: (frames, random) => {
    const [one, other] = [joined(frames), joined(validStream(random))];
    return [one.subarray(0, random.below(one.length)), other.subarray(random.below(other.length))];
  },
  repeatFrames: (frames, random) =>
    frames.flatMap((frame) => Array.from({ length: random.between(1, 4) }, () => frame)),
  reorder: (frames, random) => random.shuffled(frames),
  sizes: (frames, random) =>
    frames.map((frame, index) => {
      if (index === 0 || !random.chance(0.3)) return frame;
      const body = bodyOf(frame);
      return joined([hostileSize(body.length, random), body]);
    }),
  repeatFields: (frames, random) => alterMessages(frames, random, (message) => joined([message, message])),
  twoKinds: (frames, random) => alterBodies(frames, random, (body) => joined([body, body])),
  noUtf8: (frames, random) =>
    alterMessages(frames, random, (message) => joined([message, delimitedField(random.between(1, 8), NO_UTF8)])),
  wrongTypes: (frames, random) =>
    alterMessages(frames, random, (message) => {
      const tag = Uint8Array.of(random.between(1, 8) * 8 + random.pick([0, 1, 3, 4, 5, 6, 7]));
      return joined(random.chance(0.5) ? [tag, varint(random.next()), message] : [message, tag, random.bytes(8)]);
    }),
  hugeVarints: (frames, random) =>
    alterMessages(frames, random, (message) =>
      joined([message, varint(8 * random.between(1, 20)), hugeVarint(random)]),
    ),
  unknownFields: (frames, random) =>
    alterMessages(frames, random, (message) => joined([message, random.pick(DEEP_UNKNOWN)])),
  unknownKinds: (frames, random) => [
    ...frames,
    sized(delimitedField(random.between(13, 500), random.bytes(random.below(100)))),
    sized(new Uint8Array(0)),
    sized(random.bytes(random.between(1, 30))),
  ],
};

const NO_UTF8 = Uint8Array.of(0x61, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80);

/** Nested lengths and nested groups, in a field that nobody knows. Groups close, or do not. */
const DEEP_UNKNOWN = [10, 99, 1_000, 100_000].flatMap((depth) => {
  const opened = new Uint8Array(depth * 2).map((_byte, at) => (at % 2 === 0 ? 0xa3 : 0x06));
  const closed = new Uint8Array(depth * 2).map((_byte, at) => (at % 2 === 0 ? 0xa4 : 0x06));
  return [opened, joined([opened, closed]), delimitedField(100, opened), nestedFields(Math.min(depth, 1_000))];
});

function nestedFields(depth: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let level = 0; level < depth; level++) bytes = delimitedField(100, bytes);
  return bytes;
}

function hostileSize(length: number, random: Random): Uint8Array {
  switch (random.below(7)) {
    case 0:
      return varint(length + random.between(1, 20));
    case 1:
      return varint(Math.max(0, length - random.between(1, 20)));
    case 2:
      return paddedVarint(length, random.between(4, 5));
    case 3:
      return paddedVarint(length, random.between(6, 12));
    case 4:
      return varint(random.pick([2 ** 20, 2 ** 20 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 35 - 1]));
    case 5:
      return varint(0);
    default:
      return new Uint8Array(10).fill(0xff);
  }
}

function hugeVarint(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.between(5, 12)).fill(0xff);
  bytes[bytes.length - 1] = random.pick([0x00, 0x01, 0x02, 0x7f]);
  return bytes;
}

/** Bodies of some frames behind Hello, each in a frame of the size that it then has. */
function alterBodies(
  frames: readonly Uint8Array[],
  random: Random,
  alter: (body: Uint8Array) => Uint8Array,
): readonly Uint8Array[] {
  const first = random.chance(0.1) ? 0 : 1;
  return frames.map((frame, index) => (index < first || random.chance(0.7) ? frame : sized(alter(bodyOf(frame)))));
}

/** As alterBodies, for the message that stands in the frame's one field. */
function alterMessages(
  frames: readonly Uint8Array[],
  random: Random,
  alter: (message: Uint8Array) => Uint8Array,
): readonly Uint8Array[] {
  return alterBodies(frames, random, (body) => delimitedField(body[0]! >> 3, alter(withoutVarint(body.subarray(1)))));
}

function bodyOf(frame: Uint8Array): Uint8Array {
  return withoutVarint(frame);
}

function withoutVarint(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex((byte) => byte < 0x80) + 1);
}
