import { isUtf8 } from "node:buffer";
import { create, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { checkEvent, EventField } from "../../src/wire/event-check.ts";
import { frameContent, FrameKind } from "../../src/wire/frame-kind.ts";
import { readFrameSize } from "../../src/wire/frame-size.ts";
import { usualEventEnd } from "../../src/wire/usual-event.ts";
import { event } from "../support/arbitraries.ts";
import { delimitedField, joined, paddedVarint, sized, utf8 } from "../support/bytes.ts";
import { ALL_FIELDS, TOPIC } from "../support/event-fields.ts";

const MAX = 1 << 20;

/** As a publisher writes it. */
function written(payloadBytes: number): Uint8Array {
  return toBinary(
    EventSchema,
    create(EventSchema, {
      topic: "topology.abc.mutation.applied",
      payload: new Uint8Array(payloadBytes),
      type: "applied",
      source: "mutator",
      id: new Uint8Array(12),
      publishedAt: 1n,
      payloadType: "google.protobuf.Struct",
      traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }),
  );
}

/** `bytes` as the Event of a frame. */
function frameWith(bytes: Uint8Array): Uint8Array {
  return sized(delimitedField(FrameKind.event, bytes));
}

/** Where the careful way finds the end of the frame, and the topic in it; undefined if it does not take it. */
function carefully(bytes: Uint8Array): { end: number; topic: { start: number; end: number } } | undefined {
  const size = readFrameSize(bytes, 0, bytes.length, MAX);
  if (size === undefined || "code" in size) return undefined;
  const end = size.bodyStart + size.bytes;
  if (end > bytes.length) return undefined;
  const content = frameContent(bytes, size.bodyStart, end);
  if (content === undefined || "code" in content || content.kind !== FrameKind.event) return undefined;
  const topic = checkEvent(bytes, content.start, content.end);
  return "code" in topic ? undefined : { end, topic };
}

describe("the event path", () => {
  test.each([0, 1, 50, 127, 128, 300, 16_000])(
    "takes what every publisher writes, with %i bytes of payload",
    (size) => {
      const frame = frameWith(written(size));
      const topic = { start: 0, end: 0 };
      expect(usualEventEnd(frame, 0, MAX, topic)).toBe(frame.length);
      expect({ end: frame.length, topic }).toEqual(carefully(frame));
    },
  );

  test("finds the frame wherever it stands in what was received", () => {
    const frame = frameWith(written(20));
    const chunk = joined([Uint8Array.of(1, 2, 3), frame, frame]);
    const topic = { start: 0, end: 0 };
    expect(usualEventEnd(chunk, 3, MAX, topic)).toBe(3 + frame.length);
    expect(usualEventEnd(chunk, 3 + frame.length, MAX, topic)).toBe(chunk.length);
    expect(Buffer.from(chunk.subarray(topic.start, topic.end)).toString()).toBe("topology.abc.mutation.applied");
  });

  test("leaves to the careful way what is larger, not all there, of another kind, or over the limit", () => {
    const topic = { start: 0, end: 0 };
    const frame = frameWith(written(20));
    for (let length = 0; length < frame.length; length++) {
      expect(usualEventEnd(frame.subarray(0, length), 0, MAX, topic)).toBe(0);
    }
    const body = frame.length - 2;
    expect(usualEventEnd(frame, 0, body, topic)).toBe(frame.length);
    expect(usualEventEnd(frame, 0, body - 1, topic)).toBe(0);
    const large = frameWith(written(16_384));
    expect(usualEventEnd(large, 0, MAX, topic)).toBe(0);
    const ping = joined([sized(delimitedField(FrameKind.ping, new Uint8Array(9))), frame]);
    expect(usualEventEnd(ping, 0, MAX, topic)).toBe(0);
  });

  test("does not take an empty event for one because what follows begins as a topic does", () => {
    const empty = joined([frameWith(new Uint8Array(0)), TOPIC, TOPIC]);
    expect(usualEventEnd(empty, 0, MAX, { start: 0, end: 0 })).toBe(0);
  });

  test.each([
    ["a second topic", [TOPIC, TOPIC]],
    ["another field first", [ALL_FIELDS[1]!, TOPIC]],
    ["an unknown field", [TOPIC, delimitedField(9, utf8("x"))]],
    ["a letter that is not ASCII", [TOPIC, delimitedField(EventField.source, utf8("ä"))]],
    ["a length in three bytes", [TOPIC, Uint8Array.of(EventField.payload * 8 + 2), paddedVarint(1, 3), utf8("x")]],
  ])("leaves to the careful way an event with %s", (_what, fields) => {
    expect(usualEventEnd(frameWith(joined(fields)), 0, MAX, { start: 0, end: 0 })).toBe(0);
  });

  /** Bytes of an event, some of them changed, or fields in any order and number. */
  const nearlyAnEvent = fc.oneof(
    event.map(({ bytes }) => bytes),
    fc.array(fc.constantFrom(...ALL_FIELDS), { maxLength: 9 }).map(joined),
    fc.uint8Array({ maxLength: 24 }).map((tail) => joined([TOPIC, tail])),
  );
  const nearlyAFrame = fc
    .tuple(
      nearlyAnEvent,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }),
      fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 255 })), { maxLength: 1 }),
      fc.nat({ max: 3 }),
      fc.uint8Array({ maxLength: 4 }),
    )
    .map(([bytes, anywhere, inFront, cut, behind]) => {
      const whole = frameWith(bytes);
      const frame = whole.slice(0, Math.max(1, whole.length - cut));
      for (const [at, value] of [...anywhere, ...inFront]) frame[at % frame.length] = value;
      return joined([frame, behind]);
    });

  property.prop([nearlyAFrame], { numRuns: 10_000 })(
    "takes nothing that the careful way refuses, and finds the same topic and end, whatever lies behind",
    (bytes) => {
      const topic = { start: -1, end: -1 };
      const end = usualEventEnd(bytes, 0, MAX, topic);
      if (end === 0) return;
      // Whether the topic's own bytes are text is asked where it is looked up.
      if (isUtf8(bytes.subarray(topic.start, topic.end))) expect({ end, topic }).toEqual(carefully(bytes));
      else expect(carefully(bytes)).toBeUndefined();
    },
  );
});
