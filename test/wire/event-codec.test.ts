import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { checkEvent } from "../../src/wire/event-check.ts";
import { EventWriter, topicField, writeBytes } from "../../src/wire/event-codec.ts";
import { decodeFrame, encodeFrame } from "../../src/wire/frame-codec.ts";
import { frameContent } from "../../src/wire/frame-kind.ts";
import { utf8 } from "../support/bytes.ts";
import { ManualClock } from "../support/manual-clock.ts";

const CONTENT = { topic: "a.b", payload: utf8("payload") };

describe("an event is written", () => {
  test("with what it says, and stamped with source, id and time", () => {
    const clock = new ManualClock();
    clock.advance(250);
    const labels = { type: "applied", payloadType: "x.Y", traceParent: "00-0-0-00" };
    const event = read(new EventWriter("mutator", clock).frame(CONTENT.topic, CONTENT.payload, labels));
    const publishedAt = BigInt(clock.unixMs()) * 1_000_000n;
    expect(event).toMatchObject({ ...CONTENT, ...labels, source: "mutator", publishedAt });
    expect(event.id.length).toBeGreaterThan(0);
    expect(event.id.length).toBeLessThanOrEqual(16);
  });

  test("so that the broker lets it pass, its topic first", () => {
    const frame = new EventWriter("", new ManualClock()).frame(CONTENT.topic, CONTENT.payload);
    const content = frameContent(frame, 1, frame.length);
    if (content === undefined || "code" in content) throw new Error("no event");
    expect(checkEvent(frame, content.start, content.end)).toEqual({ start: content.start + 2, end: content.start + 5 });
  });

  test("with an id that no other has, of the same writer or of another", () => {
    const writers = Array.from({ length: 3 }, () => new EventWriter("mutator", new ManualClock()));
    const ids = writers.flatMap((writer) =>
      Array.from({ length: 300 }, () =>
        Buffer.from(read(writer.frame(CONTENT.topic, CONTENT.payload)).id).toString("hex"),
      ),
    );
    expect(new Set(ids).size).toBe(900);
  });
});

/** The frame's event; its size stands in front in one byte, or in more. */
function read(frame: Uint8Array): Event {
  const bodyStart = frame.findIndex((byte) => byte < 0x80) + 1;
  const kind = decodeFrame(frame, bodyStart, frame.length);
  if (kind.case !== "event") throw new Error(`no event: ${kind.case}`);
  return kind.value;
}

describe("an event frame", () => {
  const label = fc.option(fc.string({ unit: "grapheme", maxLength: 140 }), { nil: undefined });
  const topic = fc.oneof(
    fc.constantFrom("a", "topology.t1.status"),
    fc.integer({ min: 100, max: 255 }).map((length) => "x".repeat(length)),
  );
  property.prop([
    fc.array(
      fc.tuple(
        topic,
        fc.uint8Array({ maxLength: 200 }),
        fc.record({ type: label, payloadType: label, traceParent: label }),
      ),
      {
        maxLength: 8,
      },
    ),
    fc.string({ unit: "grapheme", maxLength: 140 }),
  ])("is byte for byte what protobuf's runtime writes, whatever was written before it", (events, source) => {
    const writer = new EventWriter(source, new ManualClock());
    const handedOut: { readonly range: Uint8Array; readonly copy: Uint8Array }[] = [];
    for (const [name, payload, labels] of events) {
      expect(writer.append(topicField(name), writeBytes, payload, labels)).toBe(true);
      const { out } = writer;
      const range = out.bytes.subarray(out.start, out.at);
      const value = read(range);
      expect(value).toMatchObject({
        topic: name,
        source,
        type: labels.type ?? "",
        traceParent: labels.traceParent ?? "",
      });
      expect(value.payload).toEqual(payload);
      expect(Buffer.compare(range, encodeFrame({ case: "event", value }))).toBe(0);
      handedOut.push({ range, copy: range.slice() });
    }
    // What was handed out is not written again.
    for (const { range, copy } of handedOut) expect(Buffer.compare(range, copy)).toBe(0);
  });

  test("whose payload or label cannot be written leaves nothing", () => {
    const writer = new EventWriter("", new ManualClock());
    const before = writer.frame("a", new Uint8Array(1)).length;
    expect(writer.append(topicField("a"), () => false, {}, {})).toBe(false);
    expect(writer.append(topicField("a"), writeBytes, new Uint8Array(1), { type: "\ud800" })).toBe(false);
    expect(writer.out.at).toBe(before);
  });
});
