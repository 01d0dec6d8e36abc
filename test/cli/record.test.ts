// What ends a recording, and what is left of it then. What its process does is in test/commands/record.test.ts.

import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { record, type Record, recordInto, recordJson, recordLine } from "../../src/cli/record.ts";
import type { RecordingFile } from "../../src/cli/recording-file.ts";
import { BusError } from "../../src/errors.ts";
import type { Recorded } from "../../src/recording/recording-reader.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { eventFrame, eventOf } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { joined } from "../support/bytes.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { entriesOf } from "../support/recorded.ts";
import { grantSubscribe, scriptedBus } from "../support/scripted-bus.ts";
import { silentBus } from "../support/silent-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A recording in memory. */
class Kept implements RecordingFile {
  readonly chunks: Uint8Array[] = [];
  closed = false;

  write(bytes: Uint8Array): Promise<void> {
    this.chunks.push(Uint8Array.from(bytes));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  entries(): Promise<Recorded[]> {
    return entriesOf(this.chunks);
  }
}

let kept: Kept;
let notes: string[];

beforeEach(() => {
  kept = new Kept();
  notes = [];
});

/** Asks a bus that the test plays; `bus` is its side of the connection. */
async function asking(options: Partial<Record> = {}) {
  const { socket, client } = await scriptedBus();
  const begun = Promise.withResolvers<void>();
  const summary = record({
    patterns: ["lab.>"],
    socket,
    signal: new AbortController().signal,
    open: () => Promise.resolve(kept),
    note: (text) => {
      notes.push(text);
      begun.resolve();
    },
    ...options,
  });
  summary.catch(() => {});
  return { summary, bus: await client, begun: begun.promise };
}

/** The same, when it records. */
async function recording(options: Partial<Record> = {}) {
  const asked = await asking(options);
  await grantSubscribe(asked.bus);
  await asked.begun;
  return asked;
}

function drop(bus: RawPeer, count: number): void {
  bus.send({ case: "dropped", value: { count: BigInt(count), topics: [{ topic: "lab.a", count: BigInt(count) }] } });
}

describe("a recording", () => {
  test("ends with the last event that was wanted, and is whole", async () => {
    const { summary, bus } = await recording({ count: 2 });
    bus.send(eventOf("lab.a"), eventOf("lab.b"), eventOf("lab.c"));
    await expect(summary).resolves.toMatchObject({ events: 2, lost: 0, ended: "count", error: undefined });
    expect(notes).toEqual(["recording lab.>"]);
    expect(await kept.entries()).toMatchObject([{ topic: "lab.a" }, { topic: "lab.b" }]);
    expect(kept.closed).toBe(true);
  });

  // Regression: the first event ended it before it had begun, and it said that there was nothing to record.
  test.each([{ count: 1 }, { maxBytes: 1 }])(
    "may have its only event together with the bus's yes: %j",
    async (bound) => {
      const { summary, bus } = await asking(bound);
      const { ref } = await bus.next("subscribe");
      bus.sendBytes(joined([encodeFrame({ case: "result", value: { ref } }), eventFrame("lab.a")]));
      await expect(summary).resolves.toMatchObject({ ended: "count" in bound ? "count" : "max-bytes" });
      expect(notes).toEqual(["recording lab.>"]);
      expect(kept.closed).toBe(true);
    },
  );

  test("has what was lost at its place, and says once that something is", async () => {
    const { summary, bus } = await recording({ count: 2 });
    bus.send(eventOf("lab.a"));
    drop(bus, 3);
    drop(bus, 4);
    bus.send(eventOf("lab.b"));
    await expect(summary).resolves.toMatchObject({ events: 2, lost: 7 });
    expect(await kept.entries()).toMatchObject([
      { topic: "lab.a" },
      { kind: "gap" },
      { kind: "gap" },
      { topic: "lab.b" },
    ]);
    expect(notes.slice(1)).toEqual([expect.stringMatching(/^events are lost: they come faster/)]);
  });

  test("is worth having until the bus goes away, and says why that was", async () => {
    const { summary, bus } = await recording();
    bus.send(eventOf("lab.a"));
    bus.end();
    await expect(summary).resolves.toMatchObject({ events: 1, ended: "bus", error: busError("UNAVAILABLE") });
    expect(await kept.entries()).toMatchObject([{ topic: "lab.a" }]);
  });

  test("ends when it is told to", async () => {
    const stop = new AbortController();
    const { summary, bus } = await recording({ signal: stop.signal });
    bus.send(eventOf("lab.a"));
    stop.abort();
    await expect(summary).resolves.toMatchObject({ ended: "signal" });
    expect(kept.closed).toBe(true);
  });

  test("that is ended before there is a bus is none, and no file is made", async () => {
    let opened = false;
    const { socket } = await silentBus();
    const summary = await record({
      patterns: [">"],
      socket,
      signal: AbortSignal.abort(),
      open: () => {
        opened = true;
        return Promise.resolve(kept);
      },
      note: (text) => notes.push(text),
    });
    expect({ summary, opened, notes }).toEqual({ summary: undefined, opened: false, notes: [] });
  });

  test("that cannot be opened fails with the system's error", async () => {
    const { summary } = await recording({ open: recordInto(join(temporaryFolder(), "missing/bus.rec"), false) });
    await expect(summary).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("that cannot be written fails with the first error, whatever else the end brings", async () => {
    const { summary, bus } = await recording({
      open: () =>
        Promise.resolve({
          write: () => Promise.reject(new Error("full")),
          close: () => Promise.reject(new Error("closed badly")),
        }),
    });
    bus.send(eventOf("lab.a"));
    await expect(summary).rejects.toThrow("full");
  });

  test("that cannot be brought to the disk in the end fails, too", async () => {
    const { summary, bus } = await recording({
      count: 1,
      open: () =>
        Promise.resolve({ write: () => Promise.resolve(), close: () => Promise.reject(new Error("no disk")) }),
    });
    bus.send(eventOf("lab.a"));
    await expect(summary).rejects.toThrow("no disk");
  });

  test("of what is no pattern, or of no bus, fails before a file is made", async () => {
    const none = { signal: new AbortController().signal, open: () => expect.unreachable(), note: () => {} };
    await expect(record({ ...none, patterns: ["a..b"] })).rejects.toEqual(busError("INVALID_PATTERN"));
    const socket = "/proc/nonexistent/b";
    await expect(record({ ...none, patterns: [">"], socket })).rejects.toEqual(busError("UNAVAILABLE"));
  });
});

test("the last line says what is missing, if anything is", () => {
  const summary = { events: 1_234, lost: 0, bytes: 2_048, seconds: 12, ended: "count", error: undefined } as const;
  expect(recordLine("a.rec", summary)).toBe("recorded 1,234 events in 12 s: a.rec, 2.00 KiB");
  expect(recordLine("a.rec", { ...summary, lost: 1_000 })).toBe(
    "recorded 1,234 events, 1,000 lost in 12 s: a.rec, 2.00 KiB",
  );
  const gone = { ...summary, ended: "bus", error: new BusError("UNAVAILABLE", "gone") } as const;
  expect(JSON.parse(recordJson("a.rec", gone))).toEqual({
    file: "a.rec",
    events: 1_234,
    lost: 0,
    bytes: 2_048,
    seconds: 12,
    ended: "bus",
  });
});
