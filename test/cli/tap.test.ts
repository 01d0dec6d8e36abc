import { describe, expect, test } from "vitest";
import { plain } from "../../src/cli/style.ts";
import { type Tap, tapEvents, tapStatistics } from "../../src/cli/tap.ts";
import type { FrameKindInit } from "../../src/wire/frame-codec.ts";
import { eventOf } from "../support/broker-harness.ts";
import { FakeTerminal } from "../support/fake-terminal.ts";
import { grantSubscribe, scriptedBus } from "../support/scripted-bus.ts";

const ODD: FrameKindInit = { case: "event", value: { topic: "lab.odd", payload: Uint8Array.of(0xff) } };
const LOST: FrameKindInit = {
  case: "dropped",
  value: { count: 7n, total: 7n, topics: [{ topic: "lab.x", count: 7n }] },
};

interface Tapped {
  readonly lines: string[];
  readonly notes: string[];
}

/** Taps a bus that says what it is told, in one go, and then goes away if nobody has left it. */
async function tapped(
  run: (tap: Tap) => Promise<void>,
  json: boolean,
  frames: readonly FrameKindInit[],
  count?: number,
): Promise<Tapped> {
  const { socket, client } = await scriptedBus();
  const lines: string[] = [];
  const notes: string[] = [];
  const noted = Promise.withResolvers<void>();
  const running = run({
    patterns: [">"],
    socket,
    json,
    utc: true,
    style: plain,
    count,
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
    note: (text) => {
      notes.push(text);
      noted.resolve();
    },
  });
  const bus = await client;
  await grantSubscribe(bus);
  await noted.promise;
  bus.send(...frames);
  bus.end();
  await running.catch((error: unknown) => notes.push(String(error)));
  return { lines, notes };
}

describe("a tap", () => {
  test("shows events and losses in the order in which they are, and what cannot be decoded", async () => {
    const { lines, notes } = await tapped(tapEvents, false, [eventOf("lab.x"), LOST, ODD], 2);
    expect(lines).toMatchObject([
      expect.stringContaining("  lab.x  "),
      "-- missed 7 events here: lab.x ×7 --",
      expect.stringContaining("  0xff  ! The payload of lab.odd is no google.protobuf.Struct"),
    ]);
    expect(notes).toEqual(["tapping >"]);
  });

  test("is lines of JSON for programs", async () => {
    const { lines } = await tapped(tapEvents, true, [eventOf("lab.x"), LOST, ODD], 2);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: "event", topic: "lab.x", fault: null },
      { kind: "missed", count: 7, topics: { "lab.x": 7 } },
      { kind: "event", topic: "lab.odd", payloadHex: "ff" },
    ]);
  });

  test("ends with the bus, and says why", async () => {
    const { lines, notes } = await tapped(tapEvents, false, [eventOf("lab.x")]);
    expect(lines).toHaveLength(1);
    expect(notes.at(-1)).toContain("The bus went away.");
  });
});

describe("a tap that counts", () => {
  const statistics = (tap: Tap): Promise<void> => tapStatistics({ ...tap, width: 80, live: undefined });

  test("prints the table at the end, also when it is the bus that ends", async () => {
    const { lines, notes } = await tapped(statistics, false, [eventOf("lab.x"), LOST, ODD, eventOf("lab.x")]);
    expect(lines[0]).toMatch(/^3 events of 2 topics in .*, 1 undecodable, 7 events missed$/);
    expect(lines.slice(2).map((line) => line.split(/ {2,}/).at(-2))).toEqual(["TOPIC", "lab.x", "lab.odd"]);
    expect(notes).toMatchObject(["counting >", expect.stringContaining("The bus went away.")]);
  });

  test("is lines of JSON for programs", async () => {
    const { lines } = await tapped(statistics, true, [eventOf("lab.x"), LOST, ODD], 2);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: "topic", topic: "lab.x", count: 1 },
      { kind: "topic", topic: "lab.odd", count: 1, undecodable: 1 },
      { kind: "total", count: 2, missed: 7 },
    ]);
  });

  test("draws the table on a terminal while it grows; q leaves it there", async () => {
    const terminal = new FakeTerminal();
    const { socket, client } = await scriptedBus();
    const lines: string[] = [];
    const running = tapStatistics({
      patterns: [">"],
      socket,
      json: false,
      utc: true,
      style: plain,
      width: 80,
      signal: new AbortController().signal,
      print: (line) => lines.push(line),
      note: (text) => lines.push(text),
      live: { keys: terminal.keys, display: terminal, interrupt: () => {} },
    });
    const bus = await client;
    // In one breath with the answer, an event counts too.
    await grantSubscribe(bus);
    bus.send(eventOf("lab.x"));
    await terminal.shows("1 event of 1 topic");
    expect(terminal.screen.join("\n")).toContain("lab.x");
    terminal.press("q");
    await bus.next("goodbye");
    bus.destroy();
    await running;
    expect(terminal.onScreen).toBe(false);
    expect(lines[0]).toContain("1 event of 1 topic");
  });
});
