import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { PUBLISHED_AT_MS, shownEvent } from "../support/shown.ts";

const LOG = { level: "info", component: "c", message: "hello" };
const NO_PROTOBUF = Uint8Array.of(0xff, 0xff);

describe("an event that is shown", () => {
  test("of a declared topic has all that it carries, and what the registry says where the publisher says nothing", () => {
    expect(shownEvent("system.log", LOG, { traceParent: "00-1-2-01" })).toMatchObject({
      topic: "system.log",
      name: "system.log",
      type: "log",
      source: "mutator",
      id: "0001fe",
      publishedAtMs: PUBLISHED_AT_MS,
      traceParent: "00-1-2-01",
      payloadType: "decnet.topics.v1.SystemLog",
      payload: { level: "info", component: "c", message: "hello" },
      fault: undefined,
    });
  });

  test("of another topic has a JSON object", () => {
    expect(shownEvent("lab.x", { any: ["json", null] }, { publishedAt: 0n, id: new Uint8Array(0) })).toMatchObject({
      name: undefined,
      type: "",
      id: "",
      publishedAtMs: undefined,
      payloadType: "google.protobuf.Struct",
      payload: { any: ["json", null] },
      fault: undefined,
    });
  });

  test("and names another message than the registry is read as that, and has a fault: no worker gets it", () => {
    expect(shownEvent("topology.a.status", {}, { payloadType: "google.protobuf.Struct" })).toMatchObject({
      payloadType: "google.protobuf.Struct",
      payload: {},
      fault: "It is a google.protobuf.Struct; the registry declares decnet.topics.v1.TopologyStatus.",
    });
  });

  test("of an undeclared topic may be any message that is known", () => {
    expect(shownEvent("lab.x", {}, { payloadType: "decnet.topics.v1.SystemLog" })).toMatchObject({
      payload: { level: "", component: "", message: "" },
      fault: undefined,
    });
  });

  test.each([
    [
      "of a message that nobody knows",
      "lab.x",
      { payloadType: "lab.Unknown" },
      "lab.Unknown, which this version does not know",
    ],
    ["that is no message", "system.log", { payload: NO_PROTOBUF }, "is no decnet.topics.v1.SystemLog"],
    ["that is no Struct", "lab.x", { payload: NO_PROTOBUF }, "is no google.protobuf.Struct"],
  ])("with a payload %s keeps its bytes, and has a fault", (_what, topic, init, why) => {
    const event = shownEvent(topic, {}, init);
    expect(event.payload).toBeUndefined();
    expect(event.fault).toContain(why);
    expect(event.payloadBytes).toEqual("payload" in init ? NO_PROTOBUF : new Uint8Array(0));
  });

  // A worker gets it: it is JSON alone that has no word for the year 30000.
  test("with a payload that JSON cannot say has none, and no fault", () => {
    const payload = toBinary(SystemBusHealthSchema, create(SystemBusHealthSchema, { ts: timestampFromMs(1e15) }));
    expect(shownEvent("system.bus.health", {}, { payload })).toMatchObject({ payload: undefined, fault: undefined });
  });
});
