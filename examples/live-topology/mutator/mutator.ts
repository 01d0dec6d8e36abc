// The worker: it looks for open mutations every ten seconds, and at once when the bus says that there is one; does them; and says so on the
// bus. It tells nobody anything that is not in the database already, or about to be.

import { setTimeout as sleep } from "node:timers/promises";
import { type Bus, type Clock, pollOrWake, publishSafely, type WarningLog } from "decnet-bus";
import {
  MUTATION_APPLIED,
  MUTATION_APPLYING,
  MUTATION_FAILED,
  topologyMutation,
  topologyStatus,
} from "decnet-bus/topics";
import { announcementOf } from "../announcement.ts";
import {
  claimMutation,
  type Ended,
  endMutation,
  MutationRefused,
  releaseClaims,
  renewClaim,
} from "../database/claims.ts";
import type { Database } from "../database/open.ts";
import type { Mutation } from "../shared/index.ts";
import { perform } from "./operations.ts";

/** After so many claims it is the mutation that kills its mutators. */
const MOST_ATTEMPTS = 10;

export interface MutatorOptions {
  /** One for each mutator, and the same again when it comes back: then it frees what it held when it died. */
  readonly name: string;
  readonly pollMs: number;
  /** How long a mutation stays claimed by a mutator that says nothing any more. */
  readonly leaseMs: number;
  /** What doing a mutation takes, outside of the database. */
  readonly workMs: number;
  readonly clock: Clock;
  readonly log: WarningLog;
  readonly signal: AbortSignal;
}

/** Resolves when `signal` is aborted; the mutation that it is at then is finished first. Rejects for nothing that the database does. */
export async function runMutator(bus: Bus | null, database: Database, options: MutatorOptions): Promise<void> {
  const { name, pollMs, clock, log, signal } = options;
  const wakes = pollOrWake(bus, "topology.*.mutation.enqueued", { everyMs: pollMs, clock, signal });
  let fresh = true;
  while ((await wakes.next()).done !== true) {
    try {
      if (fresh) releaseClaims(database, name);
      fresh = false;
      await drain(bus, database, options);
    } catch (error) {
      // A database that is locked, or full: the next look may find it better.
      log.warn(textOf(error));
    }
  }
}

async function drain(bus: Bus | null, database: Database, options: MutatorOptions): Promise<void> {
  const { name, leaseMs, clock, signal } = options;
  while (!signal.aborted) {
    const mutation = claimMutation(database, { mutator: name, leaseMs, nowMs: clock.unixMs() });
    if (mutation === undefined) return;
    await doMutation(bus, database, mutation, options);
  }
}

async function doMutation(
  bus: Bus | null,
  database: Database,
  mutation: Mutation,
  options: MutatorOptions,
): Promise<void> {
  const { clock, log } = options;
  publishSafely(bus, topologyMutation(mutation.topology_id, MUTATION_APPLYING), announcementOf(mutation), { log });
  await deploy(database, mutation, options);
  const ended = endMutation(database, mutation, clock.unixMs(), () => {
    if (mutation.attempts > MOST_ATTEMPTS)
      throw new MutationRefused(`given up: ${MOST_ATTEMPTS} mutators died over it`);
    perform(database, mutation);
  });
  if (ended === undefined) log.warn(`lost the claim on ${mutation.id}: somebody else does it`);
  else tell(bus, mutation, ended, log);
}

/** Where a real mutator talks to container engines. The claim is kept alive meanwhile. */
async function deploy(database: Database, mutation: Mutation, options: MutatorOptions): Promise<void> {
  const { workMs, leaseMs, clock, log } = options;
  if (workMs === 0) return;
  const renewal = setInterval(() => {
    try {
      renewClaim(database, mutation, clock.unixMs() + leaseMs);
    } catch (error) {
      // The next one may come in time. If none does, somebody else has the claim by then, and this one ends nothing.
      log.warn(`the claim on ${mutation.id} was not renewed: ${textOf(error)}`);
    }
  }, leaseMs / 3);
  try {
    await sleep(workMs);
  } finally {
    clearInterval(renewal);
  }
}

function tell(bus: Bus | null, { id, op, topology_id }: Mutation, ended: Ended, log: WarningLog): void {
  const { state, reason, stateChanged, topology } = ended;
  if (state === "applied") {
    publishSafely(bus, topologyMutation(topology_id, MUTATION_APPLIED), { mutationId: id, op }, { log });
  } else {
    publishSafely(bus, topologyMutation(topology_id, MUTATION_FAILED), { mutationId: id, op, reason }, { log });
  }
  if (stateChanged) publishSafely(bus, topologyStatus(topology_id), topology, { log });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
