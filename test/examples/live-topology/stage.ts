// The example's parts in one process, for tests: a database in a folder of its own, an API on a real port, mutators with a given clock.

import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Bus, type Clock } from "decnet-bus";
import { onTestFinished } from "vitest";
import { createServer } from "../../../examples/live-topology/api/server.ts";
import { maze } from "../../../examples/live-topology/database/maze.ts";
import { enqueueMutation } from "../../../examples/live-topology/database/mutations.ts";
import { type Database, openDatabase } from "../../../examples/live-topology/database/open.ts";
import { createTopology } from "../../../examples/live-topology/database/topologies.ts";
import { type MutatorOptions, runMutator } from "../../../examples/live-topology/mutator/mutator.ts";
import type { Mutation, Operation } from "../../../examples/live-topology/shared/index.ts";
import { createFakeBus, type FakeBus } from "../../../src/testing/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export function emptyDatabase(): { database: Database; path: string } {
  const path = join(temporaryFolder(), "test.sqlite");
  const database = openDatabase(path);
  onTestFinished(() => database.close());
  return { database, path };
}

/** With the maze in it. */
export function mazeDatabase(): Database {
  const { database } = emptyDatabase();
  createTopology(database, maze);
  return database;
}

export async function fakeBus(clock?: Clock): Promise<FakeBus> {
  const bus = createFakeBus({ clientName: "api", clock });
  onTestFinished(() => bus.close());
  return bus.connect();
}

/** Resolves to its address. */
export async function serve(database: Database, bus: Bus | null, pageFolder = "/nowhere"): Promise<string> {
  const stop = new AbortController();
  const server = await createServer({
    database,
    bus: () => Promise.resolve(bus),
    pageFolder,
    keepAliveMs: 60_000,
    signal: stop.signal,
    logger: false,
  });
  onTestFinished(async () => {
    stop.abort();
    await server.close();
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

let written = 0;

/** Writes a mutation of the maze, as the API would, and tells nobody. */
export function enqueue(database: Database, operation: Operation, topologyId = "maze"): Mutation {
  const id = `00000000-0000-4000-8000-${String(++written).padStart(12, "0")}`;
  return enqueueMutation(database, { id, topologyId, operation, nowMs: 0 }).mutation;
}

/** Runs until the test is over. */
export function startMutator(
  bus: Bus | null,
  database: Database,
  options: Partial<MutatorOptions> & Pick<MutatorOptions, "clock" | "name">,
): void {
  const stop = new AbortController();
  const running = runMutator(bus, database, {
    pollMs: 10_000,
    leaseMs: 10_000,
    workMs: 0,
    log: { warn: () => {} },
    signal: stop.signal,
    ...options,
  });
  onTestFinished(() => {
    stop.abort();
    return running;
  });
}

/** The states that the database has seen a mutation in. */
export function stepsOf(database: Database, { seq }: Mutation): string[] {
  const rows: unknown = database.prepare("SELECT state FROM mutation_step WHERE seq = ? ORDER BY id").all(seq);
  return (rows as { state: string }[]).map(({ state }) => state);
}
