import { describe, expect, test } from "vitest";
import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { checkEvent } from "../../src/wire/event-check.ts";
import { type EventContent, EventWriter } from "../../src/wire/event-codec.ts";
import { decodeFrame } from "../../src/wire/frame-codec.ts";
import { frameContent } from "../../src/wire/frame-kind.ts";
import { utf8 } from "../support/bytes.ts";
import { ManualClock } from "../support/manual-clock.ts";

const CONTENT: EventContent = { topic: "a.b", payload: utf8("payload") };

describe("an event is written", () => {
  test("with what it says, and stamped with source, id and time", () => {
    const clock = new ManualClock();
    clock.advance(250);
    const full = { ...CONTENT, type: "applied", payloadType: "x.Y", traceParent: "00-0-0-00" };
    const event = read(new EventWriter("mutator", clock).write(full));
    expect(event).toMatchObject({ ...full, source: "mutator", publishedAt: clock.unixNs() });
    expect(event.id.length).toBeGreaterThan(0);
    expect(event.id.length).toBeLessThanOrEqual(16);
  });

  test("so that the broker lets it pass, its topic first", () => {
    const frame = new EventWriter("", new ManualClock()).write(CONTENT);
    const content = frameContent(frame, 1, frame.length);
    if (content === undefined || "code" in content) throw new Error("no event");
    expect(checkEvent(frame, content.start, content.end)).toEqual({ start: content.start + 2, end: content.start + 5 });
  });

  test("with an id that no other has, of the same writer or of another", () => {
    const writers = Array.from({ length: 3 }, () => new EventWriter("mutator", new ManualClock()));
    const ids = writers.flatMap((writer) =>
      Array.from({ length: 300 }, () => Buffer.from(read(writer.write(CONTENT)).id).toString("hex")),
    );
    expect(new Set(ids).size).toBe(900);
  });
});

function read(frame: Uint8Array): Event {
  const kind = decodeFrame(frame, 1, frame.length);
  if (kind.case !== "event") throw new Error(`no event: ${kind.case}`);
  return kind.value;
}
