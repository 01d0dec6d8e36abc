import { join } from "node:path";
import { type RunningBroker, startBroker } from "decnet-bus/broker";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { printEvents, type PrintEvents } from "../../src/cli/print-events.ts";
import type { Gap } from "../../src/client/gap.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import type { FrameKindInit } from "../../src/wire/frame-codec.ts";
import { eventOf } from "../support/broker-harness.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { grantSubscribe, scriptedBus } from "../support/scripted-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let socket: string;
let broker: RunningBroker;
let publisher: RawPeer;

beforeEach(async () => {
  socket = join(temporaryFolder(), "bus.sock");
  broker = await startBroker({ socket, group: "", heartbeatS: 0 });
  publisher = await openPeer(socket);
  return async () => {
    vi.useRealTimers();
    publisher.destroy();
    await broker.stop();
  };
});

async function onlyPublisherIsLeft(): Promise<void> {
  while (broker.counts.connections > 1) await publisher.fence();
}

/** A run of it, and what it has said so far. */
class Printing {
  readonly events: { readonly topic: string; readonly gap: Gap | undefined }[] = [];
  readonly notes: string[] = [];
  readonly #abort = new AbortController();
  readonly ended: Promise<void>;
  #changed = Promise.withResolvers<void>();

  constructor(request: Partial<PrintEvents> & Pick<PrintEvents, "patterns">) {
    this.ended = printEvents({
      socket,
      signal: this.#abort.signal,
      print: ({ topic }, gap) => this.#say(this.events, { topic, gap }),
      note: (text) => this.#say(this.notes, text),
      ...request,
    });
    // Looked at by the test, later.
    this.ended.catch(() => {});
  }

  get topics(): readonly string[] {
    return this.events.map(({ topic }) => topic);
  }

  interrupt(): void {
    this.#abort.abort();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise;
  }

  async subscribed(): Promise<this> {
    await this.until(() => this.notes.some((note) => note.startsWith("subscribed to")));
    return this;
  }

  #say<T>(list: T[], item: T): void {
    list.push(item);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

describe("printing events", () => {
  test("ends after so many, however many more there are at once", async () => {
    const printing = await new Printing({ patterns: ["a.*"], count: 2 }).subscribed();
    publisher.send(...["a.1", "b.1", "a.2", "a.3", "a.4"].map((topic) => eventOf(topic)));
    await printing.ended;
    expect(printing.topics).toEqual(["a.1", "a.2"]);
  });

  test("ends when it is told to, and leaves the bus", async () => {
    const printing = await new Printing({ patterns: [">"] }).subscribed();
    expect(broker.counts).toMatchObject({ connections: 2, patterns: 1 });
    printing.interrupt();
    await printing.ended;
    await onlyPublisherIsLeft();
    expect(broker.counts).toMatchObject({ connections: 1, patterns: 0 });
  });

  test("ends when its time is over, and not before", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const printing = await new Printing({ patterns: [">"], timeout: 3_600 }).subscribed();
    let ended = false;
    void printing.ended.then(() => (ended = true));
    vi.advanceTimersByTime(3_599_999);
    publisher.send(eventOf("a"));
    await printing.until(() => printing.events.length === 1);
    expect(ended).toBe(false);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await printing.ended;
    expect(printing.topics).toEqual(["a"]);
  });

  test("fails when its time is over and not enough came", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const printing = await new Printing({ patterns: ["a.*"], timeout: 60, count: 3 }).subscribed();
    publisher.send(eventOf("a.1"), eventOf("a.2"));
    await printing.until(() => printing.events.length === 2);
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await expect(printing.ended).rejects.toMatchObject({
      code: "TIMEOUT",
      message: "2 of 3 events came within 60 s.",
    });
  });

  test("fails when the bus goes away, after what it had sent, and says why", async () => {
    const printing = await new Printing({ patterns: [">"] }).subscribed();
    publisher.send(eventOf("last.words"));
    await publisher.fence();
    await broker.stop();
    await expect(printing.ended).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/^The bus went away\. .*shutting down/) as string,
      cause: { code: "SHUTDOWN" },
    });
    expect(printing.topics).toEqual(["last.words"]);
  });

  test("of several patterns prints each event once, in order", async () => {
    const printing = await new Printing({ patterns: ["a.*", "a.b", "*.b"], count: 4 }).subscribed();
    publisher.send(...["a.b", "x.b", "a.c", "x.c", "a.d"].map((topic) => eventOf(topic)));
    await printing.ended;
    expect(printing.topics).toEqual(["a.b", "x.b", "a.c", "a.d"]);
  });

  test("says what no worker gets, and counts it as lost before the next event", async () => {
    const printing = await new Printing({ patterns: [">"], count: 1 }).subscribed();
    const odd = { payload: Uint8Array.of(0xff), payloadType: "" };
    publisher.send(
      { case: "event", value: { topic: "lab.x", ...odd } },
      { case: "event", value: { topic: "lab.y", payloadType: "lab.\u009BUnknown" } },
      eventOf("lab.z"),
    );
    await printing.ended;
    expect(printing.events).toMatchObject([{ topic: "lab.z", gap: { reason: "decode", count: 2 } }]);
    expect(printing.notes).toMatchObject([
      "subscribed to >",
      expect.stringMatching(/^events lost: 1 \(decode\)\. The payload of lab\.x is no google/),
      expect.stringContaining("lab.\\u009bUnknown"),
    ]);
  });

  test("refuses a pattern that is none, and leaves the bus", async () => {
    await expect(new Printing({ patterns: ["a.b", "a.>.b"] }).ended).rejects.toMatchObject({ code: "INVALID_PATTERN" });
    await onlyPublisherIsLeft();
  });
});

describe("printing events from a scripted bus", () => {
  const lost = (topic: string, count: bigint): FrameKindInit => ({
    case: "dropped",
    value: { count, total: count, topics: [{ topic, count }] },
  });

  test("says on the side what was lost, and in the next event", async () => {
    const scripted = await scriptedBus();
    const printing = new Printing({ patterns: ["a.*"], socket: scripted.socket, count: 1 });
    const bus = await scripted.client;
    await grantSubscribe(bus);
    bus.send(lost("a.1", 7n), eventOf("a.2"));
    await printing.until(() => printing.events.length === 1);
    bus.destroy();
    await printing.ended;
    expect(printing.notes).toContain("events lost: 7 (overflow)");
    expect(printing.events[0]?.gap).toMatchObject({ reason: "overflow", count: 7, topics: new Map([["a.1", 7]]) });
  });

  // It used to wait for the answer for ever, whatever it was told.
  test("can be ended while the bus does not answer", async () => {
    const scripted = await scriptedBus();
    const printing = new Printing({ patterns: [">"], socket: scripted.socket });
    const bus = await scripted.client;
    await bus.next("subscribe");
    printing.interrupt();
    await bus.next("goodbye");
    bus.destroy();
    await expect(printing.ended).resolves.toBeUndefined();
    expect(printing.notes).toEqual([]);
  });

  // The time used to count from the moment in which the bus had answered, which one that hangs never does.
  test.each([
    ["its time is over, with --count", { timeout: 2, count: 3 }, 2_000, "0 of 3 events came within 2 s."],
    ["its time is over, without", { timeout: 2 }, 2_000, "The bus did not take the subscription within 2 s."],
    ["the bus has had time enough", { timeout: 60 }, 5_000, "did not answer within 5 s: does it hang?"],
    ["nobody has said how long", {}, 5_000, "did not answer within 5 s: does it hang?"],
  ])("fails while the bus does not answer, when %s", async (_when, options, ms, message) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const scripted = await scriptedBus();
    const printing = new Printing({ patterns: [">"], socket: scripted.socket, ...options });
    const bus = await scripted.client;
    await bus.next("subscribe");
    vi.advanceTimersByTime(ms);
    await bus.next("goodbye");
    bus.destroy();
    await expect(printing.ended).rejects.toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining(message) as string,
    });
    expect(printing.notes).toEqual([]);
  });

  test("fails when the bus is gone before it answers", async () => {
    const scripted = await scriptedBus();
    const printing = new Printing({ patterns: [">"], socket: scripted.socket });
    const bus = await scripted.client;
    await bus.next("subscribe");
    bus.destroy();
    await expect(printing.ended).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

test("a bus that is not there is not waited for", async () => {
  const nobody = join(temporaryFolder(), "bus.sock");
  await expect(connectUnix(nobody)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(new Printing({ patterns: [">"], socket: nobody }).ended).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
