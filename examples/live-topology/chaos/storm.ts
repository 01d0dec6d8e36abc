// Clients post, processes are killed, and in the end every mutation has ended once.
//
//   client 1 … n ──POST, again until answered──▶ API ──▶ database ◀── mutators        killer: kill -9 one of bus, API, mutators,
//                                                                                      start it again a moment later

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { postMutation } from "../client/post-mutation.ts";
import { countOpen } from "../database/mutations.ts";
import { type Database, openDatabase } from "../database/open.ts";
import { createTopology } from "../database/topologies.ts";
import { Example } from "../launcher/example.ts";
import type { WorkerProcess } from "../launcher/worker-process.ts";
import { randomOperation } from "./random-operations.ts";
import { randomOf } from "./random.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface StormOptions {
  /** For database, socket and nothing else. */
  readonly folder: string;
  readonly mutations: number;
  readonly clients: number;
  readonly seed: number;
  /** Mean time from one kill to the next. */
  readonly killEveryMs: number;
  readonly say: (line: string) => void;
}

export interface StormResult extends Verdict {
  readonly posted: number;
  /** Posts that were not answered, and said again. */
  readonly retries: number;
  /** By process. */
  readonly kills: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const TOPOLOGIES = ["alpha", "beta", "gamma"] as const;
const MUTATORS = 3;
const POLL_MS = 400;
const LEASE_MS = 800;
/** Long enough that a kill often hits in the middle. */
const WORK_MS = 8;
const SETTLE_PATIENCE_MS = 60_000;

export async function runStorm(options: StormOptions): Promise<StormResult> {
  const { folder, mutations, clients, seed, say } = options;
  const begunMs = performance.now();
  const path = join(folder, "storm.sqlite");
  const database = openDatabase(path);
  for (const id of TOPOLOGIES) createTopology(database, { id, name: id, lans: [], deckies: [] });
  await using example = new Example(
    { folder, database: path, mutators: MUTATORS, pollMs: POLL_MS, leaseMs: LEASE_MS, workMs: WORK_MS, rate: 0 },
    { onLine: () => {}, onDeath: ({ name }, how) => say(`${name} ended by itself (${how})`) },
  );
  await example.start();
  const over = new AbortController();
  const killing = killAtRandom(example, options, over.signal);
  const share = Math.ceil(mutations / clients);
  const posters = Array.from({ length: clients }, (_, index) =>
    postAll(example, randomOf(seed + 1 + index), Math.min(share, mutations - index * share)),
  );
  const posted = await Promise.all(posters);
  say("all are posted");
  over.abort();
  const kills = await killing;
  await allEnded(database);
  const ids = posted.flatMap((each) => each.ids);
  const verdict = judge(database, ids, TOPOLOGIES);
  database.close();
  const retries = posted.reduce((sum, each) => sum + each.retries, 0);
  return { ...verdict, posted: ids.length, retries, kills, seconds: (performance.now() - begunMs) / 1_000 };
}

async function postAll(
  example: Example,
  random: () => number,
  count: number,
): Promise<{ ids: string[]; retries: number }> {
  const ids: string[] = [];
  let retries = 0;
  while (ids.length < count) {
    const topology = TOPOLOGIES[Math.floor(random() * TOPOLOGIES.length)]!;
    const mutation_id = randomUUID();
    const posted = await postMutation(example.address, topology, { ...randomOperation(random, topology), mutation_id });
    ids.push(mutation_id);
    retries += posted.retries;
  }
  return { ids, retries };
}

/** The first one at once, then one after the other, until it is over; then all of them run. */
async function killAtRandom(
  example: Example,
  { seed, killEveryMs }: StormOptions,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const random = randomOf(seed);
  const kills: Record<string, number> = {};
  const comebacks: Promise<unknown>[] = [];
  while (!signal.aborted) {
    const running = example.workers.filter(({ ready }) => ready);
    const victim = running[Math.floor(random() * running.length)];
    if (victim !== undefined) {
      kills[victim.name] = (kills[victim.name] ?? 0) + 1;
      comebacks.push(fallAndRise(victim, killEveryMs * random()));
    }
    await sleep(killEveryMs * 2 * random(), undefined, { signal }).catch(() => {});
  }
  await Promise.all(comebacks);
  return kills;
}

async function fallAndRise(victim: WorkerProcess, awayMs: number): Promise<void> {
  await victim.kill();
  await sleep(awayMs);
  await victim.start();
}

async function allEnded(database: Database): Promise<void> {
  const patience = performance.now() + SETTLE_PATIENCE_MS;
  while (countOpen(database) > 0 && performance.now() < patience) await sleep(50);
}
