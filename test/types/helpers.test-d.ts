// What stands around the bus checks as the bus does.

import type { Struct } from "@bufbuild/protobuf/wkt";
import {
  type AppBusOptions,
  type Bus,
  BusError,
  type BusErrorCode,
  type FlushOptions,
  type FreeForm,
  type GapReason,
  getAppBus,
  getBus,
  type GetBusOptions,
  type PayloadInput,
  type PollOptions,
  pollOrWake,
  type PublishOptions,
  publishSafely,
  type SubscribeOptions,
  type Wake,
  type WarningLog,
} from "decnet-bus";
import { createFakeBus, type FakeBus } from "decnet-bus/testing";
import {
  deckyState,
  freeForm,
  MUTATION_APPLIED,
  topologyMutation,
  type TopologyMutationState,
  topologyStatus,
} from "decnet-bus/topics";
import type { Frame } from "decnet-bus/wire";
import { describe, expectTypeOf, test } from "vitest";

declare const bus: Bus;
declare const id: string;
declare const appliedOrFailed: "applied" | "failed";
const STATUS = { state: "active", reason: "" };

describe("builders", () => {
  test("return the type of their topic, with the choice in it", () => {
    expectTypeOf(topologyStatus(id)).toEqualTypeOf<`topology.${string}.status`>();
    expectTypeOf(deckyState("d1")).toEqualTypeOf<`decky.${string}.state`>();
    expectTypeOf(topologyMutation(id, MUTATION_APPLIED)).toEqualTypeOf<`topology.${string}.mutation.applied`>();
    expectTypeOf(topologyMutation(id, "failed")).toEqualTypeOf<`topology.${string}.mutation.failed`>();
    expectTypeOf(
      topologyMutation(id, appliedOrFailed),
    ).toEqualTypeOf<`topology.${string}.mutation.${"applied" | "failed"}`>();
    expectTypeOf<TopologyMutationState>().toEqualTypeOf<"enqueued" | "applying" | "applied" | "failed">();
  });

  test("refuse a state that there is not, a missing one, and an id that is no text", () => {
    expectTypeOf(topologyMutation<"failed">)
      .parameter(1)
      .toEqualTypeOf<"failed">();
    // @ts-expect-error -- no such state
    topologyMutation(id, "done");
    // @ts-expect-error -- any text might be no state
    topologyMutation(id, id);
    // @ts-expect-error -- the state is missing
    topologyMutation(id);
    // @ts-expect-error -- ids are text
    topologyStatus(5);
  });
});

describe("publishSafely", () => {
  test("checks as publish does, and takes no bus for a bus", () => {
    expectTypeOf(publishSafely(bus, topologyStatus(id), STATUS)).toEqualTypeOf<boolean>();
    publishSafely(null, "topology.t1.status", STATUS, { type: "special", log: console });
    publishSafely(null, freeForm("lab.x"), { any: 1 });
    // @ts-expect-error -- a field is missing
    publishSafely(bus, topologyStatus(id), { state: "active" });
    // @ts-expect-error -- there is no such field
    publishSafely(bus, topologyStatus(id), { state: "active", reason: "", reasons: [] });
    // @ts-expect-error -- not declared
    publishSafely(bus, "topology.t1.state", STATUS);
    // @ts-expect-error -- any topic at all
    publishSafely(bus, id, STATUS);
  });
});

describe("pollOrWake", () => {
  test("checks the pattern as subscribe does, and takes no bus for a bus", () => {
    expectTypeOf(pollOrWake(bus, "topology.*.mutation.enqueued", { everyMs: 1 })).toEqualTypeOf<
      AsyncGenerator<Wake, void, undefined>
    >();
    pollOrWake(null, freeForm("lab.>"), { everyMs: 1, signal: AbortSignal.abort() });
    pollOrWake(null, `topology.${id}.status`, { everyMs: 1 });
    // @ts-expect-error -- nothing matches
    pollOrWake(bus, "topology.*.mutation.done", { everyMs: 1 });
    // @ts-expect-error -- how often is not for us to choose
    pollOrWake(bus, "topology.>", {});
  });
});

describe("the fake bus", () => {
  test("is a bus, and checks as one", () => {
    const fake = createFakeBus({ clientName: "test" });
    expectTypeOf<FakeBus>().toExtend<Bus>();
    expectTypeOf(fake.another()).toEqualTypeOf<Bus>();
    fake.publish(topologyStatus(id), STATUS);
    // @ts-expect-error -- a field is missing
    fake.publish(topologyStatus(id), { state: "active" });
    // @ts-expect-error -- nothing matches
    fake.subscribe("topology.*.mutation.done");
    expectTypeOf(fake.subscribe("system.log")).toEqualTypeOf(bus.subscribe("system.log"));
  });
});

describe("the rest", () => {
  test("getBus gives a bus, getAppBus perhaps", () => {
    expectTypeOf(getBus({ clientName: "x" })).toEqualTypeOf<Bus>();
    expectTypeOf(getBus().connect()).toEqualTypeOf<Promise<Bus>>();
    expectTypeOf(getAppBus()).toEqualTypeOf<Promise<Bus | null>>();
  });

  test("a BusError has one of a closed set of codes", () => {
    expectTypeOf(new BusError("UNAVAILABLE", "").code).toEqualTypeOf<BusErrorCode>();
    // @ts-expect-error -- no such code
    void new BusError("GONE", "");
  });

  test("the types of options can be named", () => {
    expectTypeOf<AppBusOptions>().toExtend<GetBusOptions>();
    expectTypeOf<FlushOptions["timeoutMs"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<PollOptions["everyMs"]>().toEqualTypeOf<number>();
    expectTypeOf<PublishOptions["type"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<SubscribeOptions>().toHaveProperty("onGap");
    expectTypeOf<Console>().toExtend<WarningLog>();
    expectTypeOf<GapReason>().toEqualTypeOf<"decode" | "overflow" | "reconnect" | "restart">();
    expectTypeOf(freeForm("lab.>")).toEqualTypeOf<FreeForm<"lab.>">>();
  });
});

describe("a message as a publisher writes it", () => {
  test("is free of protobuf's own fields at every depth: in oneofs, lists and maps too", () => {
    type Kind = NonNullable<PayloadInput<Frame>["kind"]>;
    type Dropped = Extract<Kind, { case: "dropped" }>["value"];
    expectTypeOf<Dropped>().toEqualTypeOf<{
      count: bigint;
      total: bigint;
      topics: { topic: string; count: bigint }[];
      topicsTruncated: boolean;
    }>();
    expectTypeOf({ fields: { a: { kind: { case: "stringValue" as const, value: "x" } } } }).toExtend<
      PayloadInput<Struct>
    >();
  });
});
