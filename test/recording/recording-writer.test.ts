import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { RecordingEntrySchema } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { END_BYTES, EVENT_OVERHEAD_BYTES, RecordingWriter } from "../../src/recording/recording-writer.ts";

property.prop([fc.double({ min: 1, max: 1e9, noNaN: true }), fc.uint8Array({ minLength: 1, maxLength: 70_000 })])(
  // It leaves zeros away, which a reader does not see.
  "an event's entry is what protobuf's runtime would have written",
  (ms, event) => {
    const value = { receivedNs: BigInt(Math.round(ms * 1e6)), event };
    const expected = sizeDelimitedEncode(
      RecordingEntrySchema,
      create(RecordingEntrySchema, { kind: { case: "event", value } }),
    );
    const padded = Uint8Array.of(1, 2, ...event, 3);
    const entry = new RecordingWriter().event(ms, padded, 2, padded.length - 1);
    expect(Buffer.from(entry)).toEqual(Buffer.from(expected));
    expect(entry.length - event.length).toBeLessThanOrEqual(EVENT_OVERHEAD_BYTES);
  },
);

test("an end takes no more than is kept free for it", () => {
  const entry = new RecordingWriter().end(1e12, { events: Number.MAX_SAFE_INTEGER, lost: Number.MAX_SAFE_INTEGER });
  expect(entry.length).toBeLessThanOrEqual(END_BYTES);
  const { kind } = fromBinary(RecordingEntrySchema, entry.subarray(1));
  expect(kind).toMatchObject({ case: "end", value: { events: 2n ** 53n - 1n } });
  expect(toBinary(RecordingEntrySchema, create(RecordingEntrySchema, { kind }))).toHaveLength(entry.length - 1);
});
