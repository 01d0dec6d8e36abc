// An attack is one round of misbehaviour, done again and again, by several at a time. Rounds are paced, so that two processors serve the
// attackers, the daemon and its well-behaved clients; they pace themselves with timers because time is what slowness is made of.

import { setTimeout as delay } from "node:timers/promises";
import { HostilePeer, newTally, type PeerOptions, type Tally } from "./hostile-peer.ts";
import { Random } from "./random.ts";

export interface Attack {
  readonly name: string;
  /** Rounds that run at a time. */
  readonly lanes: number;
  /** From the end of a round to the next in the same lane. */
  readonly restMs: number;
  round(round: Round): Promise<void>;
}

export interface AttackRun {
  readonly socket: string;
  readonly seed: number;
  /** Rounds of each attack; infinite until `signal` ends them. */
  readonly rounds: number;
  /** Factor on every pause: 1 in earnest, less where only the harness is tried. */
  readonly patience: number;
  /** Ends all rounds, and the connections that they hold. */
  readonly signal: AbortSignal;
}

/** What a round may use. Its connections end with it. */
export class Round implements Disposable {
  readonly random: Random;
  readonly #run: AttackRun;
  readonly #tally: Tally;
  readonly #peers = new Set<HostilePeer>();
  readonly #onAbort = (): void => this[Symbol.dispose]();

  constructor(run: AttackRun, tally: Tally, name: string) {
    this.random = new Random(name);
    this.#run = run;
    this.#tally = tally;
    run.signal.addEventListener("abort", this.#onAbort);
  }

  /** The attack is over: a round that lasts looks here. */
  get over(): boolean {
    return this.#run.signal.aborted;
  }

  async connect(options?: PeerOptions): Promise<HostilePeer> {
    const peer = await HostilePeer.connect(this.#run.socket, this.#tally, options);
    this.#peers.add(peer);
    void peer.gone.then(() => this.#peers.delete(peer));
    if (this.over) peer.destroy();
    return peer;
  }

  /** Connects and says Hello. */
  async open(options?: PeerOptions): Promise<HostilePeer> {
    const peer = await this.connect(options);
    await peer.hello(`hostile ${this.random.below(1_000)}`);
    return peer;
  }

  /** Resolves early when the attack is over. */
  pause(ms: number): Promise<void> {
    return rest(ms * this.#run.patience, this.#run.signal);
  }

  [Symbol.dispose](): void {
    this.#run.signal.removeEventListener("abort", this.#onAbort);
    for (const peer of this.#peers) peer.destroy();
  }
}

/** Runs rounds until there are enough, or the signal comes. `tally` is kept up to date meanwhile. */
export async function runAttack(attack: Attack, run: AttackRun, tally: Tally = newTally()): Promise<void> {
  let next = 0;
  const lane = async (index: number): Promise<void> => {
    // Lanes that began together would go on together.
    await rest((run.patience * attack.restMs * index) / attack.lanes, run.signal);
    while (next < run.rounds && !run.signal.aborted) {
      using round = new Round(run, tally, `${run.seed}/${attack.name}/${next++}`);
      await attack.round(round);
      tally.rounds++;
      await rest(attack.restMs * run.patience, run.signal);
    }
  };
  await Promise.all(Array.from({ length: attack.lanes }, (_, index) => lane(index)));
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
