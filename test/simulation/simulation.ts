// A broker and its model, living the same life. After every turn they are compared: what each peer was sent, frame by frame and byte by
// byte; what is counted; who is connected; how many timers run.

import { type Broker, type BrokerEvent, createBroker } from "../../src/broker/broker.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/wire/limits.ts";
import { joined } from "../support/bytes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { HeldConnection } from "./held-connection.ts";
import { HeldTurn } from "./held-turn.ts";
import { law, same } from "./law.ts";
import { ModelBroker } from "./model-broker.ts";
import { PIECE_BYTES } from "./model-outbox.ts";
import type { ModelPeer } from "./model-peer.ts";
import { type Saying, utter } from "./saying.ts";
import type { Cut, Step } from "./steps.ts";

/** One connection, in the broker's world and in the model's. */
interface Peer {
  readonly connection: HeldConnection;
  readonly model: ModelPeer;
  /** Said, and not delivered yet. */
  rest: Uint8Array;
  /** Takes whatever comes, at the end of each turn. */
  reads: boolean;
}

const MAX_PEERS = 8;
/** Bytes before and behind a chunk in its buffer: a transport may cut chunks out of something larger. */
const AROUND_CHUNK = 3;

export class Simulation {
  readonly #limits: Limits;
  readonly #clock = new ManualClock();
  readonly #turn = new HeldTurn();
  #observed: string[] = [];
  #broker!: Broker;
  #model!: ModelBroker;
  #peers: Peer[] = [];
  #stopped = false;
  #lastRef = 0;
  #brokers = 0;

  constructor(limits: Partial<Limits>) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** @throws Error that names the step in which a law was broken; its cause says where. */
  async run(steps: readonly Step[]): Promise<void> {
    let where = "at the start";
    this.#turn.hold();
    try {
      this.#start();
      for (const [index, step] of steps.entries()) {
        where = `step ${index + 1} (${step.step})`;
        if (step.step === "restart") await this.#restart();
        else this.#take(step);
        if (step.endsTurn) this.#endTurn();
      }
      where = "at the end";
      await this.#end();
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      this.#turn.release();
    }
  }

  #start(): void {
    const busId = `bus ${++this.#brokers}`;
    this.#observed = [];
    this.#peers = [];
    this.#stopped = false;
    this.#broker = createBroker({
      clock: this.#clock,
      busId,
      server: "broker/simulation",
      limits: this.#limits,
      observe: (event) => this.#observed.push(observation(event)),
      random: dice(),
    });
    const random = dice();
    this.#model = new ModelBroker({
      limits: this.#limits,
      busId,
      startedMs: this.#clock.monotonicMs(),
      reconnectAfterMs: () => 1 + Math.floor(random() * 500),
    });
  }

  #take(step: Exclude<Step, { step: "restart" }>): void {
    switch (step.step) {
      case "connect":
        this.#connect(step.sayings, step.reads);
        break;
      case "wait":
        this.#clock.advance(step.ms);
        this.#model.wait(step.ms);
        break;
      case "announce": {
        const { bytes } = utter({ say: "event", topic: step.topic, payloadBytes: 8, form: "usual" }, ++this.#lastRef);
        this.#broker.publish(bytes, step.topic);
        this.#model.publish(step.topic, bytes);
        break;
      }
      default: {
        const peer = this.#peers[step.who % this.#peers.length];
        if (peer !== undefined) this.#takeAs(peer, step);
      }
    }
  }

  #takeAs(peer: Peer, step: Extract<Step, { who: number }>): void {
    switch (step.step) {
      case "say":
        this.#say(peer, step.sayings, step.cut, step.endsTurn);
        break;
      case "take":
        if (peer.connection.inFlight && !peer.connection.destroyed) takeBatch(peer);
        break;
      case "read":
      case "stall":
        peer.reads = step.step === "read";
        break;
      case "vanish":
        this.#close(peer);
    }
  }

  #connect(sayings: readonly Saying[], reads: boolean): void {
    if (this.#peers.length >= MAX_PEERS) return;
    const connection = new HeldConnection();
    this.#broker.accept(connection);
    const model = this.#model.accept(() => connection.nextBatch());
    const peer = { connection, model, rest: new Uint8Array(0), reads };
    this.#peers.push(peer);
    this.#say(peer, sayings, { at: [], keepBack: 0 }, false);
  }

  #say(peer: Peer, sayings: readonly Saying[], { at, keepBack }: Cut, endsTurn: boolean): void {
    const utterances = sayings.map((saying) => utter(saying, ++this.#lastRef));
    for (const utterance of utterances) peer.model.say(utterance);
    const bytes = joined([peer.rest, ...utterances.map((utterance) => utterance.bytes)]);
    const ready = Math.max(0, bytes.length - keepBack);
    const cuts = cutsOf(ready, at);
    peer.rest = bytes.slice(ready);
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      // The connection may be gone by now: a turn may have ended.
      if (peer.connection.closed) return;
      const chunk = bytes.subarray(start, cuts[index + 1]);
      peer.connection.deliver(asReceived(chunk));
      peer.model.arrive(chunk.length);
      if (endsTurn) this.#endTurn();
    }
  }

  #close(peer: Peer): void {
    peer.connection.close();
    this.#model.close(peer.model);
    this.#check(peer);
    this.#peers = this.#peers.filter((other) => other !== peer);
  }

  #endTurn(): void {
    this.#turn.end();
    this.#model.endTurn();
    // Who is read from last differs from turn to turn.
    const peers = this.#lastRef % 2 === 0 ? [...this.#peers] : this.#peers.toReversed();
    for (const peer of peers) {
      const { connection, reads } = peer;
      if (reads) while (connection.inFlight && !connection.destroyed) takeBatch(peer);
      if (connection.destroyed || (connection.ended && reads)) this.#close(peer);
    }
    this.#checkAll();
  }

  async #restart(): Promise<void> {
    const first = !this.#model.stopping;
    void this.#broker.stop().then(() => (this.#stopped = true));
    if (first) return this.#model.stop();
    // Another step in which everybody may be as slow as they are; then they have been slow for long enough.
    await this.#checkStopped();
    this.#take({ step: "wait", ms: this.#limits.drainTimeoutMs, endsTurn: true });
    this.#endTurn();
    await this.#checkStopped();
    same("connections after the last moment", this.#peers.length, 0);
    this.#start();
  }

  /** Everybody reads what is left for them; then everybody goes. */
  async #end(): Promise<void> {
    for (const peer of this.#peers) peer.reads = true;
    this.#endTurn();
    for (const { connection, model } of this.#peers) {
      law(!connection.inFlight && model.outbox.queuedEvents === 0, () => "something waits for a peer that reads");
    }
    for (const peer of this.#peers.toReversed()) this.#close(peer);
    this.#endTurn();
    const { connections, patterns } = this.#broker.counts;
    same("left behind", [connections, patterns, this.#clock.pending], [0, 0, 0]);
    await this.#restart();
    await this.#checkStopped();
  }

  async #checkStopped(): Promise<void> {
    await Promise.resolve();
    await Promise.resolve();
    same("stopped", this.#stopped, this.#model.stopped);
  }

  #checkAll(): void {
    for (const peer of this.#peers) this.#check(peer);
    same("counts", this.#broker.counts, this.#model.counts);
    same("timers", this.#clock.pending, this.#model.timers);
    same("observed", this.#observed, this.#model.observed);
  }

  #check({ connection, model }: Peer): void {
    const { outbox } = model;
    const name = model.client?.name ?? "a peer";
    same(`${name} suffers`, connection.violations, []);
    law(connection.nextBatch() === undefined, () => `${name} was sent something that nobody waited for`);
    outbox.checkBalance();
    if (connection.closed) return;
    same(`in flight to ${name}`, connection.inFlight, outbox.inFlight);
    same(`${name} was ended`, connection.ended, outbox.finished);
    same(`${name} was destroyed`, connection.destroyed, model.destroyed);
  }
}

function takeBatch({ connection, model }: Peer): void {
  connection.take();
  model.outbox.taken();
}

/** From 0 to `length`, at `places` and wherever a transport would have to cut anyway. */
function cutsOf(length: number, places: readonly number[]): number[] {
  const needed = Array.from({ length: Math.ceil(length / PIECE_BYTES) }, (_, index) => index * PIECE_BYTES);
  const cuts = new Set([0, ...needed, ...places.map((place) => place % (length + 1)), length]);
  return [...cuts].toSorted((a, b) => a - b);
}

function asReceived(chunk: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(chunk.length + 2 * AROUND_CHUNK).fill(0xee);
  buffer.set(chunk, AROUND_CHUNK);
  return buffer.subarray(AROUND_CHUNK, AROUND_CHUNK + chunk.length);
}

function observation(event: BrokerEvent): string {
  if (event.kind === "opened") return `opened ${event.client.clientName}`;
  return `closed ${event.client?.clientName ?? "nobody"} ${event.reason?.code ?? "-"} ${event.dropped}`;
}

/** Numbers from 0 to 1, the same each time it is asked for. */
function dice(): () => number {
  let rolled = 0;
  return () => (++rolled * 0.377) % 1;
}
