// The runner's end of one connection, to a broker or to a client. What comes is sorted into the two orders that the protocol has, answers and what the
// queue delivers, and held against what is true of every connection.

import { connect, type Socket } from "node:net";
import type { Goodbye } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { Failure } from "./failure.ts";
import { frameBytes, type Kind, readFrame, show } from "./frames.ts";
import { fromBroker, type Rules } from "./peer-rules.ts";
import { Splitter } from "./splitter.ts";

/** A frame, and all its bytes. */
export interface Received {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

/** Before Welcome nobody has said what is allowed; more than any limit that a broker would set. */
const MAX_BEFORE_WELCOME = 64 << 20;

/** What a broker may publish by itself, and no case looks at. */
const HEARTBEAT = "system.bus.health";

export class Peer {
  readonly name: string;
  /** Welcome, Result, Pong, Status; of a client Hello and its requests. */
  readonly answers: Kind[] = [];
  /** Event, Dropped. */
  readonly data: Received[] = [];
  /** Events and notices that had come when the answer came that was taken last. */
  eventsBeforeAnswer = 0;
  /** Hears of each answer or request as it comes; true: it is done with. */
  onAnswer: (kind: Kind) => boolean = () => false;
  /** Of a client, as far as somebody keeps them. */
  readonly patterns = new Set<string>();
  goodbye: Goodbye | undefined;
  noEcho = false;
  ended = false;
  readonly #socket: Socket;
  readonly #patienceMs: number;
  readonly #rules: Rules;
  readonly #splitter = new Splitter(() => this.#maxFrameBytes);
  #maxFrameBytes = MAX_BEFORE_WELCOME;
  #frames = 0;
  #events = 0;
  readonly #eventsBefore = new WeakMap<Kind, number>();
  #broken: string | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(name: string, socket: Socket, patienceMs: number, rules: Rules) {
    this.name = name;
    this.#rules = rules;
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.ended = true;
      this.#wakeUp();
    });
  }

  /** Sends; resolves when the kernel has taken it, or the connection is gone. */
  async send(bytes: Uint8Array): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.ended || !this.#socket.writable) return;
    this.#socket.write(bytes, () => resolve());
    this.#socket.once("close", resolve);
    await promise;
    this.#socket.removeListener("close", resolve);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends without a word, after what was sent. */
  end(): void {
    this.#socket.end();
  }

  vanish(): void {
    this.#socket.destroy();
  }

  /** Ends, and resolves when the broker has, too; one that takes too long is left. */
  async dispose(graceMs: number): Promise<void> {
    if (this.ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.#socket.destroy(), graceMs);
    this.#socket.once("close", resolve);
    this.#socket.end();
    this.#socket.resume();
    await promise;
    clearTimeout(timer);
  }

  /**
   * Resolves with what `look` finds as soon as it finds something.
   * @throws Failure if it does not come in time, or cannot come any more.
   */
  async until<T>(what: string, look: () => T | undefined): Promise<T> {
    const giveUpMs = performance.now() + this.#patienceMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#broken !== undefined) throw new Failure(`${this.name} was sent what nobody may send: ${this.#broken}`);
      if (this.ended) throw new Failure(`${this.name} waited for ${what}; ${this.#farewell()}`);
      const restMs = giveUpMs - performance.now();
      if (restMs <= 0) throw new Failure(`${this.name} waited for ${what}; ${this.#silence()}`);
      await this.#wokenWithin(restMs);
    }
  }

  /** The next answer, taken. */
  async nextAnswer(what: string): Promise<Kind> {
    const answer = await this.until(what, () => this.answers.shift());
    this.eventsBeforeAnswer = this.#eventsBefore.get(answer) ?? 0;
    return answer;
  }

  /** The next of what the queue delivers, taken. */
  nextData(what: string): Promise<Received> {
    return this.until(what, () => this.data.shift());
  }

  #farewell(): string {
    const said = this.goodbye && `was told ${show({ case: "goodbye", value: this.goodbye })} and `;
    return `it ${said ?? ""}was closed${said === undefined ? " without a word" : ""}`;
  }

  #silence(): string {
    const next = this.answers[0] ?? this.data[0]?.kind;
    const told = this.goodbye && `; it was told ${show({ case: "goodbye", value: this.goodbye })}, and not closed`;
    return `nothing of that came within ${this.#patienceMs} ms${next ? `; what came is ${show(next)}` : ""}${told ?? ""}`;
  }

  #read(chunk: Uint8Array): void {
    if (this.#broken !== undefined) return;
    try {
      this.#splitter.push(chunk, (bytes, bodyStart) => this.#take(bytes, readFrame(bytes.subarray(bodyStart))));
    } catch (error) {
      this.#broken = error instanceof Error ? error.message : String(error);
    }
    this.#wakeUp();
  }

  /** Throws what is true of no connection. */
  #take(bytes: Uint8Array, kind: Kind): void {
    const place = this.#rules(kind, { frames: this.#frames, goodbye: this.goodbye !== undefined });
    this.#frames++;
    if (kind.case === "welcome") this.#maxFrameBytes = kind.value.maxFrameBytes;
    if (kind.case === "goodbye") this.goodbye = kind.value;
    if (kind.case === "ping" && place === "ping")
      void this.send(frameBytes({ case: "pong", value: { ref: kind.value.ref } }));
    if (place === "answers") {
      this.#eventsBefore.set(kind, this.#events);
      if (!this.onAnswer(kind)) this.answers.push(kind);
    }
    if (place !== "data") return;
    this.#events++;
    if (kind.case !== "event" || kind.value.topic !== HEARTBEAT) this.data.push({ kind, bytes });
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  async #wokenWithin(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([promise, this.#wake.promise]);
    clearTimeout(timer);
  }
}

/** Pauses between attempts while the queue of connections is full. */
const FULL_WAIT_MS = 20;

/**
 * Connects to the broker at `path`.
 * @throws Failure if nobody accepts.
 */
export async function connectPeer(name: string, path: string, patienceMs: number): Promise<Peer> {
  for (const giveUpMs = performance.now() + patienceMs; ;) {
    const socket = connect({ path });
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    socket.once("connect", () => resolve(undefined));
    socket.once("error", resolve);
    const error = await promise;
    if (error === undefined) return new Peer(name, socket, patienceMs, fromBroker);
    const waits = "code" in error && error.code === "EAGAIN" && performance.now() < giveUpMs;
    if (!waits) throw new Failure(`${name} could not connect: ${error.message}`);
    await new Promise((again) => setTimeout(again, FULL_WAIT_MS));
  }
}
