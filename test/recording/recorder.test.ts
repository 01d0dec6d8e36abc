import { describe, expect, test } from "vitest";
import { BrokerHarness, eventFrame } from "../support/broker-harness.ts";
import { joined } from "../support/bytes.ts";
import { TOPIC } from "../support/event-fields.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { entriesOf, recorderOn, recordFrom, SlowSink } from "../support/recorded.ts";

/** A mebibyte, with a topic. */
const LARGE = joined([TOPIC, Uint8Array.of(0x12, 0xfd, 0xff, 0x3f), new Uint8Array(0xffffd)]);

describe("a recorder", () => {
  test("writes what comes, with its time", async () => {
    const clock = new ManualClock();
    const { recorder } = recorderOn(clock);
    const sink = new SlowSink();
    sink.open();
    recorder.writeTo(sink);
    clock.advance(250);
    expect(recorder.event(TOPIC, 0, TOPIC.length)).toBe(true);
    recorder.gap({ count: 2, topics: new Map(), truncated: false });
    await recorder.finish();
    await expect(entriesOf(sink.written)).resolves.toMatchObject([
      { kind: "event", ms: 250, topic: "a.b" },
      { kind: "gap", ms: 250, drops: { count: 2 } },
    ]);
    expect(recorder.totals).toEqual({ events: 1, lost: 2, bytes: joined(sink.written).length });
  });

  test("keeps what comes before it is known where to write", async () => {
    const { recorder } = recorderOn();
    recorder.event(TOPIC, 0, TOPIC.length);
    const sink = new SlowSink();
    sink.open();
    recorder.writeTo(sink);
    await recorder.finish();
    await expect(entriesOf(sink.written)).resolves.toHaveLength(1);
  });

  test("holds the bus up while too much waits, and goes on when half of it is written", async () => {
    const { recorder, flow } = recorderOn();
    const sink = new SlowSink();
    recorder.writeTo(sink);
    for (let count = 0; count < 8; count++) recorder.event(LARGE, 0, LARGE.length);
    expect(flow).toEqual(["pause"]);
    sink.open();
    await recorder.finish();
    expect(flow).toEqual(["pause", "resume"]);
    await expect(entriesOf(sink.written)).resolves.toHaveLength(8);
  });

  test("ends before the recording is larger than it may be, and the end still fits", async () => {
    const sink = new SlowSink();
    sink.open();
    const { recorder: measured } = recorderOn();
    const room = measured.totals.bytes + 5 * (TOPIC.length + 26) + 48;
    const { recorder } = recorderOn(undefined, room);
    recorder.writeTo(sink);
    let taken = 0;
    while (recorder.event(TOPIC, 0, TOPIC.length)) taken++;
    await recorder.finish();
    expect(taken).toBeGreaterThanOrEqual(5);
    expect(joined(sink.written).length).toBeLessThanOrEqual(room);
    await expect(entriesOf(sink.written)).resolves.toHaveLength(taken);
  });

  test("says once that it cannot be written, and keeps nothing from then on", async () => {
    const { recorder, failures } = recorderOn();
    const full = new Error("no space");
    recorder.writeTo({ write: () => Promise.reject(full) });
    recorder.event(TOPIC, 0, TOPIC.length);
    await recorder.finish();
    recorder.event(TOPIC, 0, TOPIC.length);
    await recorder.finish();
    expect(failures).toEqual([full]);
  });

  // The law that the file can be trusted: whatever was published is in it, or is told to be missing.
  test("that is slower than the bus accounts for every event", async () => {
    const harness = new BrokerHarness({ queueEvents: 16, queueBytes: 4 << 20 });
    const sink = new SlowSink();
    const { recorder, link } = await recordFrom(harness, sink);
    const publisher = await harness.open();
    const total = 60;
    for (let count = 0; count < total; count++) {
      publisher.sendBytes(eventFrame("a.b", 500_000));
      await publisher.fence();
    }
    expect(recorder.totals.events).toBeLessThan(total);
    sink.open();
    // An answer overtakes events, so one is not enough.
    const told = (): number => recorder.totals.events + recorder.totals.lost;
    for (let asked = 0; asked < total && told() < total; asked++) await link.fence();
    await recorder.finish();
    const entries = await entriesOf(sink.written);
    const events = entries.filter(({ kind }) => kind === "event").length;
    const lost = entries.reduce((sum, entry) => sum + (entry.kind === "gap" ? entry.drops.count : 0), 0);
    expect(lost).toBeGreaterThan(0);
    expect(events + lost).toBe(total);
  });
});
