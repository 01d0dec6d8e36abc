// What a worker's author writes, against everything that is exported: compiled by other compilers, with other options, and run by other
// Nodes than ours. It takes the path of a socket on which a daemon listens, and says "done".

import { appendFileSync } from "node:fs";
import {
  type Bus,
  BusError,
  type BusEvent,
  closeAppBus,
  getAppBus,
  getBus,
  pollOrWake,
  publishSafely,
} from "decnet-bus";
import { startBroker } from "decnet-bus/broker";
import { createFakeBus, type FakeBus } from "decnet-bus/testing";
import { freeForm, matches, MUTATION_APPLIED, topologyMutation, topologyStatus } from "decnet-bus/topics";
import { decodeFrame, encodeFrame } from "decnet-bus/wire";

const STATUS = { state: "active", reason: "" };
const [, , socket = ""] = process.argv;

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that ${what}.`);
}

async function firstOf<Event>(events: AsyncIterable<Event>): Promise<Event> {
  for await (const event of events) return event;
  throw new Error("It ended without an event.");
}

async function publishAndSubscribe(bus: Bus): Promise<void> {
  await using events = bus.subscribe("topology.*.mutation.*");
  await events.ready;
  expectThat(bus.publish(topologyMutation("maze", MUTATION_APPLIED), { mutationId: "m1", op: "add_lan" }), "it left");
  const event: BusEvent<"topology.*.mutation.*"> = await firstOf(events);
  if (event.name === "topology.mutation.failed") throw new Error(event.payload.reason);
  expectThat(event.params.topologyId === "maze" && event.payload.op === "add_lan", "the event is the one");
  await bus.flush();
  expectThat(bus.stats().published >= 1, "it was counted");
}

async function poll(bus: Bus): Promise<void> {
  const reasons: string[] = [];
  for await (const wake of pollOrWake(bus, "topology.*.status", { everyMs: 60_000 })) {
    reasons.push(wake.reason);
    if (reasons.length === 2) break;
    publishSafely(bus, topologyStatus("maze"), STATUS);
  }
  expectThat(reasons.join() === "start,event", `it woke for ${reasons.join()}`);
}

async function testAWorker(): Promise<void> {
  await using fake: FakeBus = await createFakeBus().connect();
  fake.publish(freeForm("lab.x"), { any: ["json"] });
  const [sent] = await fake.published(freeForm("lab.>"), { count: 1 });
  expectThat(sent?.topic === "lab.x" && matches("lab.*", sent.topic), "the fake saw it");
}

function codeOf(mistake: () => unknown): string {
  try {
    mistake();
    return "none";
  } catch (error) {
    return error instanceof BusError ? error.code : String(error);
  }
}

async function makeMistakes(bus: Bus): Promise<void> {
  const mistakes = [
    // @ts-expect-error -- a field has another type
    () => bus.publish(topologyStatus("maze"), { state: 5, reason: "" }),
    // @ts-expect-error -- the topic is not declared
    () => bus.publish("topology.maze.state", STATUS),
    // @ts-expect-error -- no topic can match it
    () => bus.subscribe("topology.>.status"),
    () => topologyStatus("a.b"),
  ];
  const codes = mistakes.map(codeOf).join();
  expectThat(codes === "INVALID_PAYLOAD,UNDECLARED_TOPIC,INVALID_PATTERN,INVALID_TOPIC", `the codes are ${codes}`);
  const missing = getBus({ socket: `${socket}.missing`, env: {} }).connect();
  const error: unknown = await missing.catch((reason: unknown) => reason);
  expectThat(error instanceof BusError && error.code === "UNAVAILABLE", "there is no bus");
}

async function serve(): Promise<void> {
  const broker = await startBroker({ socket: `${socket}.own`, group: "", heartbeatS: 0 });
  const bus = await getAppBus({ socket: broker.socket, env: {}, clientName: "consumer", retryAfterMs: 1_000 });
  expectThat(bus?.connected === true, "the shared bus is connected");
  await closeAppBus();
  await broker.stop();
  const ping = encodeFrame({ case: "ping", value: { ref: 7 } });
  const { case: kind } = decodeFrame(ping, 1, ping.length);
  expectThat(kind === "ping", "a frame comes back as it went");
}

await using bus = await getBus({ socket, env: {}, clientName: "consumer" }).connect();
await publishAndSubscribe(bus);
await poll(bus);
await testAWorker();
await makeMistakes(bus);
await serve();
appendFileSync(1, "done\n");
