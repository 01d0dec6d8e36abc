import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { checkEvent, EventField } from "../../src/wire/event-check.ts";
import { event } from "../support/arbitraries.ts";
import { delimitedField, joined, paddedVarint, utf8, varint } from "../support/bytes.ts";
import { ALL_FIELDS, TOPIC } from "../support/event-fields.ts";

const STRINGS = ["topic", "type", "source", "payloadType", "traceParent"] as const;
const LENGTH_DELIMITED_FIELDS = [...STRINGS, "payload", "id"] as const;

/** A field that no version of Event knows, in each wire type that may occur. */
const unknownField = fc
  .tuple(
    fc.oneof(fc.integer({ min: 9, max: 40 }), fc.constant(2 ** 29 - 1)),
    fc.uint8Array({ maxLength: 20 }),
    fc.nat({ max: 3 }),
  )
  .map(([number, value, form]) => {
    if (form === 0) return joined([varint(number * 8), varint(value.length)]);
    if (form === 1) return joined([varint(number * 8 + 1), new Uint8Array(8)]);
    if (form === 2) return joined([varint(number * 8 + 5), new Uint8Array(4)]);
    return delimitedField(number, value);
  });

describe("an event passes", () => {
  test("with its fields numbered as in decnet.bus.v1.Event", () => {
    const declared = EventSchema.fields.map(({ localName, number }) => [localName, number]);
    expect(Object.fromEntries(declared)).toEqual(EventField);
  });

  property.prop([event, fc.nat({ max: 5 }), fc.nat({ max: 5 })])(
    "as protobuf's runtime writes it, and its topic is found, wherever it stands in its bytes",
    ({ topic, bytes }, before, behind) => {
      const around = joined([new Uint8Array(before).fill(255), bytes, new Uint8Array(behind).fill(255)]);
      expect(topicIn(around, before, before + bytes.length)).toBe(topic);
    },
  );

  property.prop([event, fc.array(unknownField, { maxLength: 3 }), fc.array(unknownField, { maxLength: 3 })])(
    "with unknown fields before and behind the known ones",
    ({ topic, bytes }, before, behind) => {
      expect(topicIn(joined([...before, bytes, ...behind]))).toBe(topic);
    },
  );

  property.prop([fc.shuffledSubarray(ALL_FIELDS, { minLength: ALL_FIELDS.length })])(
    "with its fields in any order",
    (fields) => {
      expect(topicIn(joined(fields))).toBe("a.b");
    },
  );

  test.each([2, 3, 4, 5])("with tags and lengths of %i bytes", (length) => {
    const value = utf8("a.b");
    expect(topicIn(joined([paddedVarint(10, length), paddedVarint(value.length, length), value]))).toBe("a.b");
  });

  test("with fields other than the topic repeated: the last one counts, as everywhere in protobuf", () => {
    const type = delimitedField(EventField.type, utf8("applied"));
    expect(topicIn(joined([TOPIC, type, type]))).toBe("a.b");
  });

  test("with any bytes as payload and id, and an empty topic: the grammar is checked elsewhere", () => {
    const bytes = joined([
      delimitedField(EventField.topic, new Uint8Array(0)),
      delimitedField(EventField.payload, Uint8Array.of(0xff, 0xc0)),
      delimitedField(EventField.id, Uint8Array.of(0xff, 0xc0)),
    ]);
    expect(topicIn(bytes)).toBe("");
  });
});

describe("an event is refused", () => {
  test("without a topic", () => {
    const detail = "an event has no topic";
    expect(check(new Uint8Array(0))).toEqual({ code: "PROTOCOL_ERROR", detail });
    expect(check(delimitedField(EventField.payload, utf8("a.b")))).toEqual({ code: "PROTOCOL_ERROR", detail });
  });

  property.prop([event])("with two topics, also if they are the same", ({ topic, bytes }) => {
    const second = delimitedField(EventField.topic, utf8(topic));
    const detail = "an event has more than one topic";
    expect(check(joined([bytes, second]))).toEqual({ code: "PROTOCOL_ERROR", detail });
    expect(check(joined([second, bytes]))).toEqual({ code: "PROTOCOL_ERROR", detail });
  });

  test.each(LENGTH_DELIMITED_FIELDS)("with %s in another wire type", (name) => {
    const number = EventField[name];
    for (const [wireType, value] of [
      [0, Uint8Array.of(1)],
      [1, new Uint8Array(8)],
      [5, new Uint8Array(4)],
    ] as const) {
      const detail = `field ${number} of an event has wire type ${wireType}`;
      expect(check(joined([Uint8Array.of(number * 8 + wireType), value, TOPIC]))).toEqual({
        code: "PROTOCOL_ERROR",
        detail,
      });
    }
  });

  test.each([
    [0, Uint8Array.of(1)],
    [2, Uint8Array.of(0)],
    [5, new Uint8Array(4)],
  ])("with published_at in wire type %i", (wireType, value) => {
    const bytes = joined([TOPIC, Uint8Array.of(EventField.publishedAt * 8 + wireType), value]);
    expect(check(bytes)).toMatchObject({
      code: "PROTOCOL_ERROR",
      detail: expect.stringContaining("field 6") as string,
    });
  });

  test.each(STRINGS)("with a %s that is not UTF-8", (name) => {
    const bad = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe6, 0x97], [0x61, 0x80]];
    const topic = name === "topic" ? [] : [TOPIC];
    for (const value of bad) {
      const bytes = joined([...topic, delimitedField(EventField[name], Uint8Array.from(value))]);
      const detail = `field ${EventField[name]} of an event is not UTF-8`;
      expect(check(bytes)).toEqual({ code: "PROTOCOL_ERROR", detail });
    }
  });

  test.each([
    ["a group", Uint8Array.of(9 * 8 + 3, 9 * 8 + 4)],
    ["a group as the payload", Uint8Array.of(EventField.payload * 8 + 3, EventField.payload * 8 + 4)],
    ["the end of a group", Uint8Array.of(9 * 8 + 4)],
    ["field number 0", Uint8Array.of(2, 0)],
    ["a wire type that does not exist", Uint8Array.of(9 * 8 + 7)],
    ["a field number of 30 bits", joined([varint(2 ** 32 + 2), Uint8Array.of(0)])],
    ["a tag of six bytes", joined([paddedVarint(9 * 8 + 2, 6), Uint8Array.of(0)])],
    ["bytes that are no field", Uint8Array.of(0x80)],
    ["a field that reaches beyond the event", Uint8Array.of(9 * 8 + 2, 1)],
  ])("with %s behind its fields", (_what, trailing) => {
    const detail = "an event is not well-formed protobuf";
    expect(check(joined([TOPIC, trailing]))).toEqual({ code: "PROTOCOL_ERROR", detail });
  });

  test("wherever it is cut off within a field", () => {
    const init = { topic: "a.b", payload: new Uint8Array(130), type: "applied", publishedAt: 1n, traceParent: "00" };
    const bytes = toBinary(EventSchema, create(EventSchema, init));
    const ends = fieldEnds([5, 133, 9, 9, 4]);
    expect(ends.at(-1)).toBe(bytes.length);
    for (let end = 0; end < bytes.length; end++) {
      // Between two fields it is simply a shorter event.
      const expected =
        end === 0 ? "an event has no topic" : ends.includes(end) ? "" : "an event is not well-formed protobuf";
      const result = check(bytes.slice(0, end));
      expect("detail" in result ? result.detail : "").toBe(expected);
    }
  });
});

describe("the safety law", () => {
  property.prop([fc.uint8Array({ maxLength: 48 })], { numRuns: 3_000 })(
    "an event that passes is decoded by protobuf's runtime: of any bytes",
    (bytes) => {
      if (passes(joined([TOPIC, bytes]))) expect(decoded(joined([TOPIC, bytes])).topic).toBe("a.b");
      if (passes(bytes)) expect(decoded(bytes).topic).toBe(topicIn(bytes));
    },
  );

  property.prop(
    [event, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 })],
    {
      numRuns: 3_000,
    },
  )(
    "an event that passes is decoded by protobuf's runtime: of valid ones with bytes changed, added and removed",
    ({ bytes }, edits) => {
      const edited = [...bytes];
      for (const [at, byte, removed] of edits) edited.splice(at % edited.length, removed, byte);
      const mutated = Uint8Array.from(edited);
      if (passes(mutated)) expect(decoded(mutated).topic).toBe(topicIn(mutated));
    },
  );

  // Fields as a hostile publisher would build them: everything almost right, above all the varints.
  const oddVarint = fc
    .tuple(fc.nat({ max: 130 }), fc.integer({ min: 2, max: 10 }), fc.boolean())
    .map(([value, length, high]) => {
      const bytes = paddedVarint(value, length);
      if (high) bytes[length - 1] = 0x7f;
      return bytes;
    });
  property.prop([fc.array(fc.oneof(oddVarint, fc.uint8Array({ maxLength: 4 })), { maxLength: 6 })], { numRuns: 3_000 })(
    "an event that passes is decoded by protobuf's runtime: of odd varints in a row",
    (parts) => {
      const bytes = joined([TOPIC, ...parts]);
      if (passes(bytes)) expect(decoded(bytes).topic).toBe("a.b");
    },
  );
});

function check(bytes: Uint8Array): ReturnType<typeof checkEvent> {
  return checkEvent(bytes, 0, bytes.length);
}

function passes(bytes: Uint8Array): boolean {
  return !("code" in check(bytes));
}

function decoded(bytes: Uint8Array): { topic: string } {
  return fromBinary(EventSchema, bytes);
}

/** The topic of an event that has to pass. */
function topicIn(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const range = checkEvent(bytes, start, end);
  if ("code" in range) throw new Error(`refused: ${range.detail}`);
  return Buffer.from(bytes.slice(range.start, range.end)).toString("utf8");
}

function fieldEnds(sizes: readonly number[]): number[] {
  let end = 0;
  return sizes.map((size) => (end += size));
}
