// What a test of a worker asks most often: what did it publish?

import { describe, expect, test as base } from "vitest";
import { freeForm } from "../../src/registry/lookup.ts";
import { createFakeBus, type FakeBus } from "../../src/testing/index.ts";
import { busError } from "../support/bus-error.ts";

// As the documentation of createFakeBus has it.
const test = base.extend<{ bus: FakeBus }>({
  // oxlint-disable-next-line no-empty-pattern -- Vitest reads from it which other fixtures this one needs.
  bus: async ({}, use) => {
    await using bus = await createFakeBus({ clientName: "tester" }).connect();
    await use(bus);
  },
});

const ACTIVE = { state: "active", reason: "" };

describe("published", () => {
  test("resolves to what was published before, in order, decoded, by whichever bus", async ({ bus }) => {
    const worker = await bus.another({ clientName: "worker" }).connect();
    worker.publish("topology.t1.mutation.applied", { mutationId: "m1", op: "add_lan" });
    bus.publish("system.log", { level: "INFO", message: "hello" } as never);
    await worker.flush();
    bus.publish("topology.t2.status", ACTIVE);
    const found = await bus.published("topology.>");
    expect(found).toMatchObject([
      {
        topic: "topology.t1.mutation.applied",
        name: "topology.mutation.applied",
        params: { topologyId: "t1" },
        type: "applied",
        source: "worker",
        payload: { mutationId: "m1", op: "add_lan" },
        gap: undefined,
      },
      { topic: "topology.t2.status", source: "tester", payload: ACTIVE },
    ]);
    const [applied] = await bus.published("topology.*.mutation.applied");
    const op: string = applied!.payload.op;
    expect(op).toBe("add_lan");
  });

  test("says nothing of what matches not, and of undeclared topics only if they are meant", async ({ bus }) => {
    bus.publish("topology.t1.status", ACTIVE);
    bus.publish(freeForm("lab.x"), { a: [1] });
    expect(await bus.published("decky.>")).toEqual([]);
    expect((await bus.published(">")).map(({ topic }) => topic)).toEqual(["topology.t1.status"]);
    expect(await bus.published(freeForm("lab.>"))).toMatchObject([{ topic: "lab.x", payload: { a: [1] } }]);
  });

  test("has what a bus has published right before it was closed", async ({ bus }) => {
    const worker = await bus.another().connect();
    worker.publish("topology.t1.status", ACTIVE);
    const closed = worker.close();
    expect(await bus.published("topology.>")).toHaveLength(1);
    await closed;
  });

  test("has every event of a burst in which subscribers lose some", async () => {
    await using bus = await createFakeBus({ limits: { queueEvents: 4 } }).connect();
    const events = bus.subscribe("topology.>");
    await events.ready;
    for (let id = 0; id < 100; id++) bus.publish(`topology.t${id}.status`, ACTIVE);
    const found = await bus.published("topology.>");
    expect(found.map(({ params }) => params.topologyId)).toEqual(Array.from({ length: 100 }, (_, id) => `t${id}`));
    expect(events.dropped).toBeGreaterThan(0);
  });

  test("has what was not handed over nowhere", async ({ bus }) => {
    bus.down();
    expect(await bus.published("topology.>")).toEqual([]);
    bus.publish("topology.t1.status", ACTIVE);
    bus.up();
    await bus.reconnected();
    expect(await bus.published("topology.>")).toEqual([]);
  });

  test("keeps what was published when the broker restarts, and when the bus is closed", async () => {
    const bus = await createFakeBus().connect();
    bus.publish("topology.t1.status", ACTIVE);
    await bus.flush();
    bus.restart();
    await bus.reconnected();
    bus.publish("topology.t2.status", ACTIVE);
    await bus.close();
    expect((await bus.published("topology.>")).map(({ params }) => params)).toEqual([
      { topologyId: "t1" },
      { topologyId: "t2" },
    ]);
  });

  test("does not wait for a broker that is stalled, and has later what it reads later", async ({ bus }) => {
    bus.publish("topology.t1.status", ACTIVE);
    await bus.flush();
    bus.stall();
    bus.publish("topology.t2.status", ACTIVE);
    expect(await bus.published("topology.>")).toHaveLength(1);
    bus.resume();
    expect(await bus.published("topology.>")).toHaveLength(2);
  });

  test("refuses a pattern that is none", async ({ bus }) => {
    const pattern: string = "topology..status";
    await expect(bus.published(pattern)).rejects.toThrow(busError("INVALID_PATTERN"));
  });
});

describe("published, with a count", () => {
  test("waits until there are so many, and resolves to all that there are", async ({ bus }) => {
    bus.publish("topology.t1.status", ACTIVE);
    const found = bus.published("topology.>", { count: 2, timeoutMs: 20_000 });
    await bus.flush();
    bus.publish("system.log", { message: "not this" } as never);
    await bus.flush();
    bus.publish("topology.t2.status", ACTIVE);
    bus.publish("topology.t3.status", ACTIVE);
    expect((await found).map(({ topic }) => topic)).toEqual(["t1", "t2", "t3"].map((id) => `topology.${id}.status`));
    expect(await bus.published("topology.>", { count: 3 })).toHaveLength(3);
  });

  test("rejects when they do not come, and lists what came instead", async ({ bus }) => {
    bus.publish("topology.t1.status", ACTIVE);
    bus.publish(freeForm("lab.x"), {});
    const found = bus.published("topology.>", { count: 2, timeoutMs: 1 });
    const text =
      "1 of at least 2 events that match topology.> were published within 1 ms. " +
      "All that was published: topology.t1.status, lab.x.";
    await expect(found).rejects.toThrow(busError("TIMEOUT", text));
  });

  test("lists no more than somebody wants to read, and says when there was nothing", async ({ bus }) => {
    const nothing = bus.published("decky.>", { count: 1, timeoutMs: 1 });
    await expect(nothing).rejects.toThrow(busError("TIMEOUT", "Nothing was published at all."));
    for (let id = 0; id < 25; id++) bus.publish(`topology.t${id}.status`, ACTIVE);
    const found = bus.published("decky.>", { count: 1, timeoutMs: 1 });
    await expect(found).rejects.toThrow(busError("TIMEOUT", "topology.t19.status and 5 more."));
  });

  test("rejects when the bus is closed meanwhile", async () => {
    const bus = await createFakeBus().connect();
    const found = bus.published("topology.>", { count: 1, timeoutMs: 20_000 });
    await Promise.all([expect(found).rejects.toThrow(busError("CLOSED")), bus.close()]);
  });

  test.for([
    ["count", { count: 0 }],
    ["timeoutMs", { count: 1, timeoutMs: Number.POSITIVE_INFINITY }],
  ] as const)("refuses a %s that is none", async ([option, options]) => {
    await using bus = await createFakeBus().connect();
    await expect(bus.published("topology.>", options)).rejects.toThrow(busError("INVALID_CONFIG", option));
  });
});
