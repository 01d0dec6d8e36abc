import { create, type JsonObject } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { SystemBusHealthSchema, SystemLogSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { eventJson, eventLine, type Style, styleFor } from "../../src/cli/print-event.ts";
import type { BusEvent } from "../../src/client/bus.ts";

const PLAIN: Style = (_format, text) => text;

/** 2026-03-04T05:06:07.089Z, and a little. */
const PUBLISHED_AT_NS = 1_772_600_767_089_000_123n;

const base = {
  type: "log",
  source: "mutator",
  id: Uint8Array.of(0, 1, 254),
  publishedAtNs: PUBLISHED_AT_NS,
  traceParent: "",
  gap: undefined,
};

function logEvent(message = "hello", changes: Partial<typeof base> = {}): BusEvent {
  const payload = create(SystemLogSchema, { level: "info", component: "c", message });
  return { ...base, ...changes, topic: "system.log", name: "system.log", params: {}, payload };
}

function freeFormEvent(payload: JsonObject, changes: Partial<typeof base> = {}): BusEvent {
  return { ...base, ...changes, topic: "lab.x", name: undefined, params: {}, payload };
}

describe("the line for people", () => {
  test("has time, topic, type, source and payload", () => {
    expect(eventLine(logEvent(), PLAIN)).toBe(
      '05:06:07.089  system.log  log  mutator  {"level":"info","component":"c","message":"hello"}',
    );
  });

  test("shows what the publisher did not say as dashes", () => {
    const event = freeFormEvent({}, { publishedAtNs: 0n, type: "", source: "" });
    expect(eventLine(event, PLAIN)).toBe("--:--:--.---  lab.x  -  -  {}");
  });

  test("leaves nothing to the publisher that a terminal obeys", () => {
    const hostile = "\u001B[2J\u009B31m\u007F\u202E\r\n";
    const line = eventLine(
      {
        ...freeFormEvent({ [hostile]: hostile }, { type: hostile, source: hostile }),
        topic: "lab.\u202Ex",
      } as BusEvent,
      PLAIN,
    );
    expect(line).toMatch(/^[\u0020-\u007E]+$/);
    expect(line).toContain("lab.\\u202ex  \\u001b[2J\\u009b31m");
  });

  test("is coloured by the style, outside of what the publisher wrote", () => {
    const marked: Style = (format, text) => `<${String(format)}>${text}</>`;
    expect(eventLine(logEvent("x"), marked)).toBe(
      '<dim>05:06:07.089</>  <cyan>system.log</>  <yellow>log</>  <dim>mutator</>  {"level":"info","component":"c","message":"x"}',
    );
  });
});

describe("the line for programs", () => {
  test("has the same fields for every event", () => {
    expect(JSON.parse(eventJson(logEvent(), undefined))).toEqual({
      time: "2026-03-04T05:06:07.089Z",
      topic: "system.log",
      name: "system.log",
      type: "log",
      source: "mutator",
      id: "0001fe",
      payload: { level: "info", component: "c", message: "hello" },
      gap: null,
    });
    const freeForm = freeFormEvent({ any: ["json", null] }, { publishedAtNs: 0n, type: "" });
    expect(JSON.parse(eventJson(freeForm, undefined))).toEqual({
      time: null,
      topic: "lab.x",
      name: null,
      type: "",
      source: "mutator",
      id: "0001fe",
      payload: { any: ["json", null] },
      gap: null,
    });
  });

  test("tells the gap before the event", () => {
    const gap = { reason: "overflow", count: 3, topics: new Map([["system.log", 3]]), topicsTruncated: false } as const;
    expect(JSON.parse(eventJson(logEvent(), gap))).toMatchObject({
      gap: { reason: "overflow", count: 3, topics: { "system.log": 3 }, topicsTruncated: false },
    });
  });

  test("is one line of printable characters that means what was published", () => {
    const text = "a\nb\u001B\u007F\u009B\u2028";
    const line = eventJson(logEvent(text, { source: text }), undefined);
    expect(line).toMatch(/^[\u0020-\u007E]+$/);
    expect(JSON.parse(line)).toMatchObject({ source: text, payload: { message: text } });
  });
});

// Each of these came from a publisher, and ended the command of every subscriber.
describe("a payload that has no JSON form", () => {
  const health = create(SystemBusHealthSchema, { ts: timestampFromMs(1e15) });
  const event: BusEvent = {
    ...base,
    topic: "system.bus.health",
    name: "system.bus.health",
    params: {},
    payload: health,
  };

  test("is printed as null", () => {
    expect(eventLine(event, PLAIN)).toBe("05:06:07.089  system.bus.health  log  mutator  null");
    expect(JSON.parse(eventJson(event, undefined))).toMatchObject({ topic: "system.bus.health", payload: null });
  });

  test("is not what a free-form payload becomes that calls itself a message", () => {
    const payload = { $typeName: "decnet.topics.v1.TopologyStatus" };
    expect(JSON.parse(eventJson(freeFormEvent(payload), undefined))).toMatchObject({ payload });
    expect(eventLine(freeFormEvent(payload), PLAIN)).toContain('{"$typeName":"decnet.topics.v1.TopologyStatus"}');
  });
});

describe("colours", () => {
  const terminal = { isTTY: true };
  const pipe = {};

  test.each([
    ["on a terminal", terminal, {}, true],
    ["in a pipe", pipe, {}, false],
    ["on a terminal with NO_COLOR", terminal, { NO_COLOR: "1" }, false],
    ["on a terminal with an empty NO_COLOR", terminal, { NO_COLOR: "" }, true],
    ["in a pipe with FORCE_COLOR", pipe, { FORCE_COLOR: "1" }, true],
    ["in a pipe with FORCE_COLOR=0", pipe, { FORCE_COLOR: "0" }, false],
    ["with FORCE_COLOR and NO_COLOR", pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("%s", (_where, stream, env, coloured) => {
    expect(styleFor(stream, env)("red", "x")).toBe(coloured ? "\u001B[31mx\u001B[39m" : "x");
  });
});
