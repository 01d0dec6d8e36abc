// What a connection is for the broker, as the protocol tells it: what it says takes effect when its last byte has arrived, a fault when
// it is evident, and time runs while something is awaited.

import type { BusErrorCode } from "../../src/errors.ts";
import { isPattern } from "../../src/topic/grammar.ts";
import type { Limits } from "../../src/wire/limits.ts";
import type { Batch } from "./held-connection.ts";
import { type Answer, ModelOutbox } from "./model-outbox.ts";
import { helloName, type Saying, type Utterance } from "./saying.ts";

const HELLO_FRAME_BYTES = 4_096;

/** What a peer needs of the broker that it belongs to. */
export interface PeerHost {
  readonly limits: Limits;
  readonly nowMs: number;
  welcome(): Answer;
  publish(topic: string, bytes: Uint8Array, publisher: ModelPeer): void;
  status(ref: number): Answer;
  opened(peer: ModelPeer): void;
  /** The next value of the broker's dice, as a time to come back after. */
  reconnectAfterMs(): number;
}

export class ModelPeer {
  state: "handshake" | "open" | "leaving" | "closed" = "handshake";
  /** From Hello. */
  client: { readonly name: string; readonly pid: number } | undefined;
  noEcho = false;
  readonly patterns = new Set<string>();
  eventsIn = 0;
  /** When the broker's patience ends. */
  dueMs: number | undefined;
  /** The broker has lost its patience with a peer that was told Goodbye. */
  destroyed = false;
  /** Why the broker closed it. */
  reason: BusErrorCode | "-" = "-";
  readonly outbox: ModelOutbox;
  readonly #host: PeerHost;
  /** Said and not wholly arrived. */
  #coming: Utterance[] = [];
  /** Bytes of the first of them that have arrived. */
  #arrived = 0;

  constructor(host: PeerHost, handedOver: () => Batch | undefined) {
    this.#host = host;
    this.outbox = new ModelOutbox(host.limits, handedOver);
    this.dueMs = host.nowMs + host.limits.handshakeTimeoutMs;
  }

  /** The peer says something; its bytes will arrive. */
  say(utterance: Utterance): void {
    this.#coming.push(utterance);
  }

  /** A chunk of what was said arrives. */
  arrive(bytes: number): void {
    this.#arrived += bytes;
    while (this.#listens && this.#coming.length > 0 && this.#hearNext(this.#coming[0]!));
    if (this.state === "open" && this.#arrived > 0) this.dueMs ??= this.#host.nowMs + this.#host.limits.frameTimeoutMs;
  }

  /** Its time has come. */
  expire(): void {
    this.dueMs = undefined;
    if (this.state === "handshake") this.refuse("HANDSHAKE_TIMEOUT");
    else if (this.state === "open") this.refuse("FRAME_TIMEOUT");
    else this.destroyed = true;
  }

  refuse(code: BusErrorCode): void {
    if (this.#listens) this.reason = code;
    this.#leave(() => `goodbye ${code} 0`, true);
  }

  dismiss(): void {
    const afterMs = this.#host.reconnectAfterMs();
    this.#leave(() => `goodbye SHUTDOWN ${afterMs}`, false);
  }

  close(): void {
    this.state = "closed";
    this.dueMs = undefined;
    this.patterns.clear();
    this.outbox.close();
  }

  get #listens(): boolean {
    return this.state === "handshake" || this.state === "open";
  }

  /** False if there is not enough of it yet. */
  #hearNext(next: Utterance): boolean {
    if (this.#arrived < next.prefixBytes) return false;
    const maxBytes = this.state === "handshake" ? HELLO_FRAME_BYTES : this.#host.limits.maxFrameBytes;
    if (next.announced > maxBytes) this.refuse("FRAME_TOO_LARGE");
    if (this.#arrived < next.bytes.length || !this.#listens) return false;
    this.#arrived -= next.bytes.length;
    this.#coming.shift();
    if (this.state === "open") this.dueMs = undefined;
    const fault = this.#hear(next);
    if (fault !== undefined) this.refuse(fault);
    return true;
  }

  #hear({ saying, ref, bytes }: Utterance): BusErrorCode | undefined {
    if (this.state === "handshake" && saying.say !== "hello") return "PROTOCOL_ERROR";
    switch (saying.say) {
      case "hello":
        return this.#hello(saying, ref);
      case "subscribe":
      case "unsubscribe":
        return this.#answer({ text: `result ${ref} ${this.#change(saying)}` });
      case "event":
        if (Buffer.byteLength(saying.topic) > this.#host.limits.maxTopicBytes) return "PROTOCOL_ERROR";
        this.eventsIn++;
        this.#host.publish(saying.topic, bytes, this);
        return undefined;
      case "ping":
        return this.#answer({ text: `pong ${ref}` });
      case "statusRequest":
        return this.#answer(this.#host.status(ref));
      case "goodbye":
        this.#leave(() => undefined, true);
        return undefined;
      case "pong":
      case "unknown":
      case "empty":
        return undefined;
      case "foul":
        return "PROTOCOL_ERROR";
    }
  }

  #hello({ like, noEcho }: Extract<Saying, { say: "hello" }>, ref: number): BusErrorCode | undefined {
    if (this.state === "open" || like === "ugly") return "PROTOCOL_ERROR";
    if (like === "future") return "UNSUPPORTED_PROTOCOL";
    this.state = "open";
    this.dueMs = undefined;
    this.client = { name: helloName(ref), pid: ref };
    this.noEcho = noEcho;
    this.#host.opened(this);
    return this.#answer(this.#host.welcome());
  }

  /** Returns the code of the Result. */
  #change({ say, pattern }: { readonly say: "subscribe" | "unsubscribe"; readonly pattern: string }): string {
    const { maxPatterns, maxTopicBytes } = this.#host.limits;
    if (!isPattern(pattern) || Buffer.byteLength(pattern) > maxTopicBytes) return "INVALID_PATTERN";
    if (say === "unsubscribe") this.patterns.delete(pattern);
    else if (!this.patterns.has(pattern) && this.patterns.size >= maxPatterns) return "TOO_MANY_PATTERNS";
    else this.patterns.add(pattern);
    return "OK";
  }

  #answer(answer: Answer): BusErrorCode | undefined {
    return this.outbox.answer(answer) ? undefined : "TOO_MANY_UNANSWERED";
  }

  #leave(goodbye: () => string | undefined, discard: boolean): void {
    if (!this.#listens) return;
    this.state = "leaving";
    this.patterns.clear();
    this.dueMs = this.#host.nowMs + this.#host.limits.drainTimeoutMs;
    this.outbox.finish(goodbye(), discard);
  }
}
