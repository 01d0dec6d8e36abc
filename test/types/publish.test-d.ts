// What the compiler lets a publisher say. Each refusal stands beside the nearest thing that is accepted.

import type { Bus, PayloadFor, PublishableTopic } from "decnet-bus";
import {
  attackerObserved,
  deckyTraffic,
  freeForm,
  MUTATION_APPLIED,
  systemBusHealth,
  systemLog,
  topologyMutation,
  type TopologyMutationState,
  topologyStatus,
} from "decnet-bus/topics";
import { describe, expectTypeOf, test } from "vitest";

declare const bus: Bus;
declare const id: string;
declare const observedOrGone: "attacker.observed" | "attacker.gone";

describe("a declared topic takes exactly its payload", () => {
  test("by literal", () => {
    expectTypeOf(bus.publish("topology.t1.status", { state: "active", reason: "" })).toEqualTypeOf<boolean>();
    // @ts-expect-error -- a field is missing
    bus.publish("topology.t1.status", { state: "active" });
    // @ts-expect-error -- a field has another type
    bus.publish("topology.t1.status", { state: 5, reason: "" });
    // @ts-expect-error -- there is no such field
    bus.publish("topology.t1.status", { state: "active", reason: "", reasons: [] });
    // @ts-expect-error -- another topic's payload
    bus.publish("topology.t1.status", { mutationId: "m", op: "add_lan" });
    // @ts-expect-error -- no payload
    bus.publish("topology.t1.status");
  });

  test("by builder", () => {
    expectTypeOf(bus.publish(topologyStatus(id), { state: "active", reason: "" })).toBeBoolean();
    bus.publish(topologyMutation(id, MUTATION_APPLIED), { mutationId: "m", op: "add_lan" }, { type: MUTATION_APPLIED });
    // @ts-expect-error -- the payload of another state
    bus.publish(topologyMutation(id, MUTATION_APPLIED), { mutationId: "m", op: "add_lan", reason: "" });
    // @ts-expect-error -- there is no such option
    bus.publish(topologyStatus(id), { state: "active", reason: "" }, { typ: "status" });
  });

  test("by a template literal with an id that is known at run time only", () => {
    expectTypeOf(bus.publish(`topology.${id}.status`, { state: "active", reason: "" })).toBeBoolean();
    bus.publish(`decky.d-${id}.state`, { state: "running", reason: "" });
    // @ts-expect-error -- another topic's payload
    bus.publish(`topology.${id}.status`, { mutationId: "m", op: "add_lan" });
  });

  test("and a message that came from a subscription", () => {
    type Failed = PayloadFor<`topology.${string}.mutation.failed`>;
    expectTypeOf<{ mutationId: string; op: string; reason: string }>().toEqualTypeOf<Failed>();
  });
});

describe("fields", () => {
  test("that are messages may be left out, and need protobuf's names no more than the payload itself", () => {
    expectTypeOf(bus.publish(systemLog(), { level: "info", component: "mutator", message: "hello" })).toBeBoolean();
    bus.publish(attackerObserved(), {
      ip: "192.0.2.1",
      firstSeen: { seconds: 1n, nanos: 0 },
      deckyId: "d1",
      service: "",
    });
    // @ts-expect-error -- a Timestamp has nanos too
    bus.publish(systemLog(), { level: "", component: "", message: "", time: { seconds: 1n } });
    // @ts-expect-error -- a Date is no Timestamp
    bus.publish(systemLog(), { level: "", component: "", message: "", time: new Date() });
  });

  test("of 64 bits are bigints", () => {
    const traffic = { service: "", peerIp: "", packetsIn: 1n, bytesIn: 1n, packetsOut: 1n, connectionsOpened: 1 };
    expectTypeOf(bus.publish(deckyTraffic(id), { ...traffic, bytesOut: 1n })).toBeBoolean();
    // @ts-expect-error -- a number
    bus.publish(deckyTraffic(id), { ...traffic, bytesOut: 1 });
  });

  test("within fields are checked as strictly", () => {
    const counts = { connections: 1, patterns: 1, eventsIn: 1n, eventsOut: 1n };
    const health = { uptimeS: 1.5, pid: 1, version: "0.1.0" };
    expectTypeOf(bus.publish(systemBusHealth(), { ...health, counts: { ...counts, eventsDropped: 0n } })).toBeBoolean();
    // @ts-expect-error -- one is missing within
    bus.publish(systemBusHealth(), { ...health, counts });
    // @ts-expect-error -- there is no such field within
    bus.publish(systemBusHealth(), { ...health, counts: { ...counts, eventsDropped: 0n, lost: 0n } });
  });

  test("that the proto leaves open take JSON, and JSON alone", () => {
    const mutation = { mutationId: "m", op: "add_lan" };
    const payload = { lan: { hosts: [1, null, "x"] } };
    expectTypeOf(bus.publish(`topology.${id}.mutation.enqueued`, { ...mutation, payload })).toBeBoolean();
    // @ts-expect-error -- JSON has no bigint
    bus.publish(`topology.${id}.mutation.enqueued`, { ...mutation, payload: { lan: 1n } });
    // @ts-expect-error -- an object, not a list
    bus.publish(`topology.${id}.mutation.enqueued`, { ...mutation, payload: [] });
  });
});

describe("a topic that may be one of several", () => {
  test("takes a payload that fits them all", () => {
    const mutation = { mutationId: "m", op: "add_lan" };
    const state = MUTATION_APPLIED as "enqueued" | "applying";
    expectTypeOf(bus.publish(topologyMutation(id, state), { ...mutation, payload: {} })).toBeBoolean();
    bus.publish(topologyMutation(id, state), { mutationId: "m", op: "add_lan" });
  });

  test("takes no field that only some of them have", () => {
    const state = MUTATION_APPLIED as "enqueued" | "applied";
    expectTypeOf(bus.publish(topologyMutation(id, state), { mutationId: "m", op: "add_lan" })).toBeBoolean();
    // @ts-expect-error -- the topic may be `applied`, which has no payload of its own
    bus.publish(topologyMutation(id, state), { mutationId: "m", op: "add_lan", payload: {} });
  });

  test("takes nothing where nothing fits them all, and the compiler says so", () => {
    const state = MUTATION_APPLIED as TopologyMutationState;
    // @ts-expect-error -- `failed` needs a reason
    bus.publish(topologyMutation(id, state), { mutationId: "m", op: "add_lan" });
    // @ts-expect-error -- `applied` has none
    bus.publish(topologyMutation(id, state), { mutationId: "m", op: "add_lan", reason: "" });
    type Payload = PayloadFor<`topology.${string}.mutation.${TopologyMutationState}`>;
    expectTypeOf<Payload>().toEqualTypeOf<"This topic may be one of several, and no payload fits them all. Tell them apart before you publish.">();
  });
});

describe("an undeclared topic", () => {
  test("is refused, and the compiler says what to do", () => {
    // @ts-expect-error -- no declared topic looks like this
    bus.publish("topology.t1.state", { state: "active", reason: "" });
    expectTypeOf<
      PublishableTopic<"topology.t1.state">
    >().toEqualTypeOf<"This topic is not declared. Use a builder of decnet-bus/topics, or freeForm(topic) if you mean it.">();
  });

  test("is also what might be one, for all that is known", () => {
    type Refused = PublishableTopic<"topology.t1.state">;
    expectTypeOf<PublishableTopic<string>>().toEqualTypeOf<Refused>();
    expectTypeOf<PublishableTopic<`${string}.${string}`>>().toEqualTypeOf<Refused>();
    expectTypeOf<PublishableTopic<`topology.${string}`>>().toEqualTypeOf<Refused>();
    expectTypeOf<PublishableTopic<typeof observedOrGone>>().toEqualTypeOf<Refused | "attacker.observed">();
    // @ts-expect-error -- any topic at all
    bus.publish(id, { state: "active", reason: "" });
    // @ts-expect-error -- any topic of two tokens
    bus.publish(`${id}.${id}`, { state: "active", reason: "" });
    // @ts-expect-error -- any topic of two tokens or more that begins with “topology”
    bus.publish(`topology.${id}`, { state: "active", reason: "" });
    // @ts-expect-error -- one that is declared, and one that is not
    bus.publish(observedOrGone, { ip: "", deckyId: "", service: "" });
  });

  test("is also a pattern, and what has an empty token", () => {
    expectTypeOf<PublishableTopic<"topology.*.status">>().toEqualTypeOf<PublishableTopic<"lab.x">>();
    // @ts-expect-error -- wildcards are for subscribers
    bus.publish("topology.*.status", { state: "active", reason: "" });
    // @ts-expect-error -- and so is this one
    bus.publish("topology.>", { state: "active", reason: "" });
    // @ts-expect-error -- the id is empty
    bus.publish("topology..status", { state: "active", reason: "" });
  });

  test("takes any JSON object if it is meant", () => {
    expectTypeOf(bus.publish(freeForm("lab.experiment.7"), { any: ["json", { it: null }] })).toBeBoolean();
    bus.publish(freeForm(id), {});
    // @ts-expect-error -- JSON has no bigint
    bus.publish(freeForm("lab.experiment.7"), { any: 1n });
    // @ts-expect-error -- a list is no object
    bus.publish(freeForm("lab.experiment.7"), []);
  });

  test("takes a type for JSON, and an interface when it is spread", () => {
    type Result = { score: number; notes: string[] };
    interface OpenResult {
      score: number;
      notes: string[];
    }
    const result: Result = { score: 1, notes: [] };
    const open: OpenResult = result;
    expectTypeOf(bus.publish(freeForm("lab.experiment.7"), result)).toBeBoolean();
    bus.publish(freeForm("lab.experiment.7"), { ...open });
    // @ts-expect-error -- others may add to an interface what is no JSON
    bus.publish(freeForm("lab.experiment.7"), open);
  });
});
