// The rules that keep several mutators from doing one thing twice, one by one.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  claimMutation,
  endMutation,
  MutationRefused,
  renewClaim,
} from "../../../examples/live-topology/database/claims.ts";
import { findMutation } from "../../../examples/live-topology/database/mutations.ts";
import { openDatabase } from "../../../examples/live-topology/database/open.ts";
import { createTopology, readTopology } from "../../../examples/live-topology/database/topologies.ts";
import type { Mutation } from "../../../examples/live-topology/shared/index.ts";
import { emptyDatabase, enqueue, mazeDatabase, stepsOf } from "./stage.ts";

const move = { op: "move_lan", payload: { lan_id: "dmz", x: 1, y: 1 } } as const;
const LEASE_MS = 100;

function claim(database: ReturnType<typeof mazeDatabase>, mutator: string, nowMs: number): Mutation | undefined {
  return claimMutation(database, { mutator, leaseMs: LEASE_MS, nowMs });
}

test("of one topology one mutation is claimed at a time, the oldest; of two, two", () => {
  const database = mazeDatabase();
  createTopology(database, { id: "other", name: "other", lans: [], deckies: [] });
  const [first, second] = [enqueue(database, move), enqueue(database, move)];
  const other = enqueue(database, move, "other");
  expect(claim(database, "a", 0)).toMatchObject({ id: first.id, state: "applying", mutator: "a", attempts: 1 });
  expect(claim(database, "b", 0)?.id).toBe(other.id);
  expect(claim(database, "c", 0)).toBeUndefined();
  endMutation(database, { ...first, attempts: 1 }, 0, () => {});
  expect(claim(database, "c", 0)?.id).toBe(second.id);
});

test("whose lease has run out has lost the mutation: what it comes with later is not done", () => {
  const database = mazeDatabase();
  const mutation = enqueue(database, move);
  const slow = claim(database, "slow", 0)!;
  expect(renewClaim(database, slow, 150)).toBe(true);
  expect(claim(database, "quick", 149)).toBeUndefined();
  const quick = claim(database, "quick", 150)!;
  expect(quick.attempts).toBe(2);
  let done = 0;
  expect(renewClaim(database, slow, 999)).toBe(false);
  expect(endMutation(database, slow, 160, () => done++)).toBeUndefined();
  expect(endMutation(database, quick, 160, () => done++)).toMatchObject({ state: "applied" });
  expect(endMutation(database, quick, 170, () => done++)).toBeUndefined();
  expect(done).toBe(1);
  expect(stepsOf(database, mutation)).toEqual(["pending", "applying", "applying", "applied"]);
});

test("an operation that is refused leaves nothing but its reason; one that breaks leaves the mutation claimed", () => {
  const database = mazeDatabase();
  enqueue(database, move);
  const claimed = claim(database, "a", 0)!;
  const half = (error: Error) => (): void => {
    database.exec("UPDATE lan SET x = 999");
    throw error;
  };
  expect(() => endMutation(database, claimed, 0, half(new Error("broken")))).toThrow("broken");
  expect(findMutation(database, "maze", claimed.id)?.state).toBe("applying");
  expect(endMutation(database, claimed, 0, half(new MutationRefused("no")))).toEqual({
    state: "failed",
    reason: "no",
    topology: { state: "degraded", reason: "move_lan failed: no" },
    stateChanged: true,
  });
  expect(readTopology(database, "maze")!.lans.some(({ x }) => x === 999)).toBe(false);
  expect(findMutation(database, "maze", claimed.id)).toMatchObject({ state: "failed", reason: "no" });
});

test("what has ended stays as it is, whoever tries", () => {
  const database = mazeDatabase();
  enqueue(database, move);
  endMutation(database, claim(database, "a", 0)!, 0, () => {});
  for (const change of ["state = 'pending', ended_ms = NULL", "attempts = 9", "ended_ms = 5"]) {
    expect(() => database.exec(`UPDATE mutation SET ${change}`)).toThrow("a mutation that has ended does not change");
  }
});

test("a second process sees what the first one has written, and neither waits for a reader", () => {
  const { database, path } = emptyDatabase();
  const other = openDatabase(path);
  createTopology(database, { id: "maze", name: "Maze", lans: [], deckies: [] });
  other.exec("BEGIN; SELECT * FROM topology;");
  enqueue(database, move);
  other.exec("COMMIT");
  expect(claim(other, "b", 0)?.state).toBe("applying");
  expect(claim(database, "a", 0)).toBeUndefined();
  other.close();
});

test("the schema is brought up to date once, and that of a newer program is left alone", () => {
  const { database, path } = emptyDatabase();
  const folder = join(import.meta.dirname, "../../../examples/live-topology/database/migrations");
  const count = readdirSync(folder).length;
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: count });
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  openDatabase(path).close();
  database.exec(`PRAGMA user_version = ${count + 1}`);
  expect(() => openDatabase(path)).toThrow(`The database has version ${count + 1}`);
});
