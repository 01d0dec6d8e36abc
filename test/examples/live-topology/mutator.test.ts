// The mutator with the fake bus, and with none; the clock stands still until a test moves it.

import { expect, test } from "vitest";
import { claimMutation } from "../../../examples/live-topology/database/claims.ts";
import { listMutations } from "../../../examples/live-topology/database/mutations.ts";
import type { Database } from "../../../examples/live-topology/database/open.ts";
import { createTopology, readTopology } from "../../../examples/live-topology/database/topologies.ts";
import type { Operation } from "../../../examples/live-topology/shared/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { settled } from "../../support/settled.ts";
import { enqueue, fakeBus, mazeDatabase, startMutator, stepsOf } from "./stage.ts";

const POLL_MS = 10_000;
/** For what takes real time: work, and the disk. */
const PATIENCE = { timeout: 15_000 };

function move(x: number): Operation {
  return { op: "move_lan", payload: { lan_id: "dmz", x, y: 0 } };
}

function xOfDmz(database: Database): number {
  return readTopology(database, "maze")!.lans.find(({ id }) => id === "dmz")!.x;
}

test("what the bus tells of is done at once, and every step is told", async () => {
  const [database, bus] = [mazeDatabase(), await fakeBus()];
  startMutator(bus, database, { name: "m1", clock: new ManualClock() });
  await settled();
  const good = enqueue(database, move(77));
  bus.publish("topology.maze.mutation.enqueued", { mutationId: good.id, op: good.op });
  await bus.published("topology.maze.mutation.applied", { count: 1 });
  const bad = enqueue(database, { op: "remove_lan", payload: { lan_id: "dmz" } });
  bus.publish("topology.maze.mutation.enqueued", { mutationId: bad.id, op: bad.op });
  await bus.published("topology.maze.status", { count: 1 });
  const again = enqueue(database, move(78));
  bus.publish("topology.maze.mutation.enqueued", { mutationId: again.id, op: again.op });
  await bus.published("topology.maze.status", { count: 2 });
  const events = (await bus.published("topology.maze.>")).filter(({ type }) => type !== "enqueued");
  const reason = "there are 2 deckies in “DMZ”; move or remove them first";
  expect(events.map(({ type, payload }) => ({ type, ...payload }))).toMatchObject([
    { type: "applying", mutationId: good.id, op: "move_lan", payload: { lan_id: "dmz", x: 77, y: 0 } },
    { type: "applied", mutationId: good.id, op: "move_lan" },
    { type: "applying", mutationId: bad.id },
    { type: "failed", mutationId: bad.id, op: "remove_lan", reason },
    { type: "status", state: "degraded", reason: `remove_lan failed: ${reason}` },
    { type: "applying", mutationId: again.id },
    { type: "applied", mutationId: again.id },
    { type: "status", state: "active", reason: "" },
  ]);
  expect(readTopology(database, "maze")).toMatchObject({ state: "active", version: 2 });
});

test("without a bus it is done by the poll, not earlier and not later", async () => {
  const [database, clock] = [mazeDatabase(), new ManualClock()];
  startMutator(null, database, { name: "m1", clock, pollMs: POLL_MS });
  await settled();
  const mutation = enqueue(database, move(77));
  await clock.pass(POLL_MS - 1);
  expect(stepsOf(database, mutation)).toEqual(["pending"]);
  await clock.pass(1);
  await settled();
  expect(stepsOf(database, mutation)).toEqual(["pending", "applying", "applied"]);
});

test("what the bus has lost is done by the poll", async () => {
  const [database, clock] = [mazeDatabase(), new ManualClock()];
  const bus = await fakeBus(clock);
  startMutator(bus, database, { name: "m1", clock, pollMs: POLL_MS });
  await settled();
  enqueue(database, move(77));
  await clock.pass(POLL_MS);
  await settled();
  expect(xOfDmz(database)).toBe(77);
});

test("a claim that cannot be renewed is told, and the work goes on", async () => {
  const database = mazeDatabase();
  database.exec(`CREATE TRIGGER no_renewal BEFORE UPDATE ON mutation WHEN OLD.state = 'applying' AND NEW.state = 'applying'
                 BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  const mutation = enqueue(database, move(77));
  const warnings: string[] = [];
  const log = { warn: (text: string): void => void warnings.push(text) };
  // Renewed every millisecond, so at least once.
  startMutator(null, database, { name: "m1", clock: new ManualClock(), leaseMs: 3, workMs: 30, log });
  await expect.poll(() => stepsOf(database, mutation), PATIENCE).toEqual(["pending", "applying", "applied"]);
  expect(warnings[0]).toBe(`the claim on ${mutation.id} was not renewed: the disk is full`);
});

test("mutations of a topology are done in the order in which they were written", async () => {
  const database = mazeDatabase();
  const last = 20;
  for (let x = 1; x <= last; x++) enqueue(database, move(x));
  for (const name of ["m1", "m2", "m3"]) startMutator(null, database, { name, clock: new ManualClock(), workMs: 1 });
  await expect.poll(() => xOfDmz(database), PATIENCE).toBe(last);
  const ended = listMutations(database, "maze", { limit: 99 }).toReversed();
  expect(ended.every(({ state, attempts }) => state === "applied" && attempts === 1)).toBe(true);
});

test("two mutators share the topologies, and never do one mutation twice", async () => {
  const [database, bus] = [mazeDatabase(), await fakeBus()];
  const topologies = ["maze", "t1", "t2", "t3"];
  for (const id of topologies) createTopology(database, { id, name: id, lans: [], deckies: [] });
  const mutations = Array.from({ length: 40 }, (_, at) => {
    const payload = { lan_id: `l${at}`, name: `l${at}`, subnet: `10.77.${at}.0/24`, x: at, y: at };
    return enqueue(database, { op: "add_lan", payload }, topologies[at % topologies.length]);
  });
  const second = await bus.another({ clientName: "m2" }).connect();
  startMutator(bus, database, { name: "m1", clock: new ManualClock(), workMs: 2 });
  startMutator(second, database, { name: "m2", clock: new ManualClock(), workMs: 2 });
  const applied = await bus.published("topology.*.mutation.applied", { count: mutations.length });
  expect(new Set(applied.map(({ payload }) => payload.mutationId)).size).toBe(mutations.length);
  expect(applied).toHaveLength(mutations.length);
  for (const mutation of mutations) expect(stepsOf(database, mutation)).toEqual(["pending", "applying", "applied"]);
  const by = new Set(
    topologies.flatMap((id) => listMutations(database, id, { limit: 99 }).map(({ mutator }) => mutator)),
  );
  expect(by).toEqual(new Set(["m1", "m2"]));
});

test("what a mutator held when it died is done by another one when the lease is over, and by the same one as soon as it is back", async () => {
  const [database, clock] = [mazeDatabase(), new ManualClock()];
  const claim = (): void => void claimMutation(database, { mutator: "dead", leaseMs: 5_000, nowMs: clock.unixMs() });
  const first = enqueue(database, move(1));
  claim();
  startMutator(null, database, { name: "other", clock, pollMs: 1_000 });
  await clock.pass(4_000);
  expect(stepsOf(database, first)).toEqual(["pending", "applying"]);
  await clock.pass(1_000);
  await settled();
  expect(stepsOf(database, first)).toEqual(["pending", "applying", "applying", "applied"]);
  const second = enqueue(database, move(2));
  claim();
  startMutator(null, database, { name: "dead", clock });
  await settled();
  expect(stepsOf(database, second)).toEqual(["pending", "applying", "pending", "applying", "applied"]);
});

test("a mutation that kills its mutators is given up", async () => {
  const [database, clock] = [mazeDatabase(), new ManualClock()];
  const mutation = enqueue(database, move(1));
  for (let death = 0; death < 10; death++) {
    claimMutation(database, { mutator: "dead", leaseMs: 1, nowMs: clock.unixMs() });
    await clock.pass(1);
  }
  startMutator(null, database, { name: "m1", clock });
  await settled();
  expect(stepsOf(database, mutation).at(-1)).toBe("failed");
  expect(listMutations(database, "maze", { limit: 1 })[0]!.reason).toBe("given up: 10 mutators died over it");
});

test("a database that does not answer is waited for", async () => {
  const [database, clock] = [mazeDatabase(), new ManualClock()];
  database.exec("ALTER TABLE mutation RENAME TO away");
  const log: string[] = [];
  startMutator(null, database, { name: "m1", clock, pollMs: POLL_MS, log: { warn: (line) => void log.push(line) } });
  await settled();
  expect(log).toEqual([expect.stringContaining("no such table")]);
  database.exec("ALTER TABLE away RENAME TO mutation");
  enqueue(database, move(77));
  await clock.pass(POLL_MS);
  await settled();
  expect(xOfDmz(database)).toBe(77);
});
