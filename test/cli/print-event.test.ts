import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { eventJson, eventLine } from "../../src/cli/print-event.ts";
import { plain } from "../../src/cli/style.ts";
import { MARKED, shownEvent } from "../support/shown.ts";

const LOG = { level: "info", component: "c", message: "hello" };

describe("the line for people", () => {
  test("has time, topic, type, source and payload", () => {
    expect(eventLine(shownEvent("system.log", LOG), plain, true)).toBe(
      '05:06:07.089Z  system.log  log  mutator  {"level":"info","component":"c","message":"hello"}',
    );
  });

  test("has the time of this machine, unless UTC is asked for", () => {
    expect(eventLine(shownEvent("system.log", LOG), plain, false)).toMatch(/^\d\d:\d\d:07\.089[+-]\d\d:\d\d  system/);
  });

  test("shows what the publisher did not say as dashes", () => {
    const event = shownEvent("lab.x", {}, { publishedAt: 0n, source: "" });
    expect(eventLine(event, plain, true)).toBe("--:--:--.---  lab.x  -  -  {}");
  });

  test("leaves nothing to the publisher that a terminal obeys", () => {
    const hostile = "\u001B[2J\u009B31m\u007F\u202E\r\n";
    const event = shownEvent("lab.\u202Ex", { [hostile]: hostile }, { type: hostile, source: hostile });
    const line = eventLine(event, plain, true);
    expect(line).toMatch(/^[\u0020-\u007E]+$/);
    expect(line).toContain("lab.\\u202ex  \\u001b[2J\\u009b31m");
  });

  test("is coloured by the style, outside of what the publisher wrote", () => {
    expect(eventLine(shownEvent("lab.x", {}, { type: "t" }), MARKED, true)).toBe(
      "<dim>05:06:07.089Z</>  <cyan>lab.x</>  <yellow>t</>  <dim>mutator</>  {}",
    );
  });
});

describe("the line for programs", () => {
  test("has the same fields for every event, and the time in UTC", () => {
    expect(JSON.parse(eventJson(shownEvent("system.log", LOG), undefined))).toEqual({
      time: "2026-03-04T05:06:07.089Z",
      topic: "system.log",
      name: "system.log",
      type: "log",
      source: "mutator",
      id: "0001fe",
      payload: LOG,
      gap: null,
    });
    const freeForm = shownEvent("lab.x", { any: ["json", null] }, { publishedAt: 0n });
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
    expect(JSON.parse(eventJson(shownEvent("system.log", LOG), gap))).toMatchObject({
      gap: { reason: "overflow", count: 3, topics: { "system.log": 3 }, topicsTruncated: false },
    });
  });

  test("is one line of printable characters that means what was published", () => {
    const text = "a\nb\u001B\u007F\u009B\u2028";
    const line = eventJson(shownEvent("lab.x", { text }, { source: text }), undefined);
    expect(line).toMatch(/^[\u0020-\u007E]+$/);
    expect(JSON.parse(line)).toMatchObject({ source: text, payload: { text } });
  });
});

// Each of these came from a publisher, and ended the command of every subscriber.
describe("a payload that has no JSON form", () => {
  test("is printed as null", () => {
    const payload = toBinary(SystemBusHealthSchema, create(SystemBusHealthSchema, { ts: timestampFromMs(1e15) }));
    const event = shownEvent("system.bus.health", {}, { payload });
    expect(eventLine(event, plain, true)).toBe("05:06:07.089Z  system.bus.health  health  mutator  null");
    expect(JSON.parse(eventJson(event, undefined))).toMatchObject({ topic: "system.bus.health", payload: null });
  });

  test("is not what a free-form payload becomes that calls itself a message", () => {
    const payload = { $typeName: "decnet.topics.v1.TopologyStatus" };
    expect(JSON.parse(eventJson(shownEvent("lab.x", payload), undefined))).toMatchObject({ payload });
    expect(eventLine(shownEvent("lab.x", payload), plain, true)).toContain(
      '{"$typeName":"decnet.topics.v1.TopologyStatus"}',
    );
  });
});
