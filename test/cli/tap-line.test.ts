import { describe, expect, test } from "vitest";
import { plain } from "../../src/cli/style.ts";
import { missedJson, missedLine, type Shown, tapJson, tapLine } from "../../src/cli/tap-line.ts";
import { MARKED, PUBLISHED_AT_MS, shownEvent } from "../support/shown.ts";

const SHOWN: Shown = { receivedAtMs: PUBLISHED_AT_MS + 3, style: plain, utc: true };

describe("an event that is tapped", () => {
  test("is shown with how long it was under way, and its id", () => {
    expect(tapLine(shownEvent("topology.a.status", { state: "active" }), SHOWN)).toBe(
      '05:06:07.089Z  3 ms  topology.a.status  status  mutator  0001fe  {"state":"active","reason":""}',
    );
  });

  test("that says little is shown all the same", () => {
    const silent = shownEvent("lab.x", {}, { publishedAt: 0n, id: new Uint8Array(0), source: "" });
    expect(tapLine(silent, SHOWN)).toBe("05:06:07.092Z  (came)  lab.x  -  -  -  {}");
  });

  test("names its message where that is not the usual one, and its trace", () => {
    const event = shownEvent("lab.x", {}, { payloadType: "decnet.topics.v1.SystemLog", traceParent: "00-1-2-01" });
    expect(tapLine(event, SHOWN)).toContain(
      '0001fe  decnet.topics.v1.SystemLog  {"level":"","component":"","message":""}  trace 00-1-2-01',
    );
  });

  test("and cannot be decoded is shown in hex, as far as one wants to see it, with the reason", () => {
    const event = shownEvent(
      "lab.x",
      {},
      { payload: new Uint8Array(1_064).fill(0xff), payloadType: "lab.\u001BUnknown" },
    );
    const line = tapLine(event, SHOWN);
    expect(line).toContain(`  0x${"ff".repeat(64)}… and 1,000 bytes  ! The payload of lab.x is a lab.\\u001bUnknown`);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(tapLine(event, { ...SHOWN, style: MARKED })).toContain("<red>! The payload");
  });

  test("is one object for programs, of the same fields whatever it is", () => {
    const event = shownEvent("lab.x", { a: 1 }, { type: "t" });
    expect(JSON.parse(tapJson(event, PUBLISHED_AT_MS + 3))).toEqual({
      kind: "event",
      time: "2026-03-04T05:06:07.089Z",
      receivedAt: "2026-03-04T05:06:07.092Z",
      latencyMs: 3,
      topic: "lab.x",
      name: null,
      type: "t",
      source: "mutator",
      id: "0001fe",
      traceParent: "",
      payloadType: "google.protobuf.Struct",
      payloadBytes: event.payloadBytes.length,
      payload: { a: 1 },
      payloadHex: null,
      fault: null,
    });
    const odd = JSON.parse(
      tapJson(shownEvent("lab.x", {}, { payload: Uint8Array.of(255), publishedAt: 0n }), 0),
    ) as object;
    expect(Object.keys(odd)).toEqual(Object.keys(JSON.parse(tapJson(event, 0)) as object));
    expect(odd).toMatchObject({
      time: null,
      latencyMs: null,
      payload: null,
      payloadHex: "ff",
      fault: expect.stringContaining("is no google") as string,
    });
  });
});

describe("what a tap has missed", () => {
  const drops = {
    count: 4_182,
    topics: new Map([
      ["a", 1],
      ["b", 4_000],
      ["c", 3],
      ["\u001Bd", 2],
    ]),
    truncated: false,
  };

  test("stands where it is missing, with the topics that lost most", () => {
    expect(missedLine(drops, plain)).toBe("-- missed 4,182 events here: b ×4000, c ×3, \\u001bd ×2, … --");
    expect(missedLine({ count: 1, topics: new Map([["a", 1]]), truncated: false }, plain)).toBe(
      "-- missed 1 event here: a ×1 --",
    );
  });

  test("is an object of its own for programs", () => {
    expect(JSON.parse(missedJson({ ...drops, truncated: true }))).toEqual({
      kind: "missed",
      count: 4_182,
      topics: { a: 1, b: 4_000, c: 3, "\u001Bd": 2 },
      topicsTruncated: true,
    });
  });
});
