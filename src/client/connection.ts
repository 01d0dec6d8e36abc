// The client's end of one connection: handshake, then frames told apart: events and losses to the handler, answers to whoever asked.

import type { Frame, Hello, Status, Welcome } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Clock, Timer } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { checkEvent, type TopicRange } from "../wire/event-check.ts";
import { type Fault, protocolFault } from "../wire/fault.ts";
import { decodeFrame, encodeFrame } from "../wire/frame-codec.ts";
import { frameContent, FrameKind } from "../wire/frame-kind.ts";
import { FrameReader } from "../wire/frame-reader.ts";
import { DEFAULT_LIMITS } from "../wire/limits.ts";
import { Outbox } from "../wire/outbox.ts";
import { usualEventEnd, usualEventStart } from "../wire/usual-event.ts";
import { closedError } from "./closed-error.ts";
import { dropsOf, refusalOf } from "./from-frame.ts";
import { Requests } from "./requests.ts";

/** The protocol that this client speaks. */
const PROTOCOL = 1;

/** Events that wait for the broker to read: room for a burst within one turn of the loop. */
const OUTGOING_EVENTS = 16_384;
const OUTGOING_BYTES = 8 << 20;

export type HelloInit = Pick<Hello, "clientName" | "clientLibrary" | "pid" | "noEcho">;

/** Who hears what comes over the connection. */
export interface ConnectionEvents {
  /** The handshake is done. Called once and before all others; not at all if it fails. */
  opened(connection: BusConnection): void;
  /** The Event in `bytes[start..end)`, whose structure was checked; the bytes will not change. Returns what is wrong with its topic. */
  event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): string | undefined;
  dropped(drops: Drops): void;
  /** It is about to be lost, or refused, and the broker asks to be left alone for so long; 0 = it does not. For who comes back. */
  putOff?(ms: number): void;
  /** The connection is gone: `reason` says why. Called once, only after `opened`. */
  lost(reason: BusError): void;
}

/** A connection on which the handshake is done. */
export interface BusConnection {
  readonly welcome: Welcome;
  subscribe(pattern: string): Promise<void>;
  unsubscribe(pattern: string): Promise<void>;
  /** Events that were discarded because the broker did not read. */
  readonly dropped: number;
  /** Queues the whole event frame in `bytes[start..end)`, which must not change. */
  publish(bytes: Uint8Array, start: number, end: number, topic: string): void;
  /** Resolves when all that was published before has been routed, or dropped here. */
  fence(): Promise<void>;
  /** Asks the broker what it is doing. */
  status(): Promise<Status>;
  /** Closes now; it is lost, for that reason. */
  abandon(reason: BusError): void;
  /** Sends what waits, says Goodbye and closes; resolves when the connection is gone. */
  close(): Promise<void>;
}

/**
 * Does the handshake on a new connection, which is closed if it fails. Resolves after `events.opened` was called.
 * @throws BusError UNAVAILABLE if the other end does not answer or goes away; the code of its Goodbye if it refuses.
 */
export async function openConnection(
  connection: Connection,
  hello: HelloInit,
  clock: Clock,
  events: ConnectionEvents,
): Promise<void> {
  await new ClientConnection(connection, clock, events).open(hello);
}

class ClientConnection implements BusConnection {
  /** There from `opened` on; nobody has the connection before. */
  welcome!: Welcome;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #events: ConnectionEvents;
  readonly #requests = new Requests(() => this.#notRead());
  readonly #statusRequests = new Requests<Status>(() => this.#notRead());
  readonly #outbox: Outbox;
  readonly #reader: FrameReader;
  /** Of the event that is being read. */
  readonly #topic: TopicRange = { start: 0, end: 0 };
  readonly #opened = Promise.withResolvers<void>();
  #open = false;
  readonly #gone = Promise.withResolvers<void>();
  #lost: BusError | undefined;
  #flushPlanned = false;
  #timer: Timer | undefined;

  constructor(connection: Connection, clock: Clock, events: ConnectionEvents) {
    this.#connection = connection;
    this.#clock = clock;
    this.#events = events;
    this.#outbox = new Outbox({
      queueEvents: OUTGOING_EVENTS,
      queueBytes: OUTGOING_BYTES,
      maxControl: Number.POSITIVE_INFINITY,
      send: (parts, sent) => connection.send(parts, sent),
    });
    this.#reader = new FrameReader(
      DEFAULT_LIMITS.maxFrameBytes,
      (bytes, _start, bodyStart, end) => this.#frame(bytes, bodyStart, end),
      (chunk, start) => this.#skim(chunk, start),
    );
  }

  async open(hello: HelloInit): Promise<void> {
    const data = (chunk: Uint8Array): void => this.#refuse(this.#reader.push(chunk));
    this.#connection.start({ data, closed: (error) => this.#closed(error) });
    const noAnswer = new BusError(
      "UNAVAILABLE",
      "The bus took the connection but did not answer: does it hang? See `systemctl status decnet-bus`.",
    );
    this.#timer = this.#clock.after(DEFAULT_LIMITS.handshakeTimeoutMs, () => this.abandon(noAnswer));
    this.#outbox.control(
      encodeFrame({ case: "hello", value: { ...hello, protocolMin: PROTOCOL, protocolMax: PROTOCOL } }),
    );
    this.#outbox.flush();
    await this.#opened.promise;
  }

  subscribe(pattern: string): Promise<void> {
    return this.#askFor("subscribe", pattern);
  }

  unsubscribe(pattern: string): Promise<void> {
    return this.#askFor("unsubscribe", pattern);
  }

  get dropped(): number {
    return this.#outbox.dropped;
  }

  publish(bytes: Uint8Array, start: number, end: number, topic: string): void {
    this.#outbox.events(bytes, start, end, 1, topic);
    this.#planFlush();
  }

  /** Control frames overtake queued events, so the Ping is sent only when the events before it are on their way. */
  fence(): Promise<void> {
    return this.#requests.ask((ref) => {
      this.#outbox.fence(() => this.#send(encodeFrame({ case: "ping", value: { ref } })));
    });
  }

  status(): Promise<Status> {
    return this.#statusRequests.ask((ref) => this.#send(encodeFrame({ case: "statusRequest", value: { ref } })));
  }

  close(): Promise<void> {
    if (this.#lost === undefined) {
      this.#failRequests(closedError());
      this.#timer = this.#clock.after(DEFAULT_LIMITS.drainTimeoutMs, () => this.#connection.destroy());
      this.#outbox.finish(encodeFrame({ case: "goodbye", value: {} }), false, () => this.#connection.end());
    }
    return this.#gone.promise;
  }

  #askFor(change: "subscribe" | "unsubscribe", pattern: string): Promise<void> {
    const ask = (ref: number): void => this.#send(encodeFrame({ case: change, value: { ref, pattern } }));
    return this.#requests.ask(ask, pattern.length);
  }

  #send(frame: Uint8Array): void {
    if (!this.#outbox.control(frame)) this.#notRead();
    this.#planFlush();
  }

  #notRead(): void {
    this.abandon(new BusError("UNAVAILABLE", "The bus does not read what it is asked: does it hang?"));
  }

  /** Everything that one turn of the loop publishes leaves in one write. */
  #planFlush(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    queueMicrotask(() => {
      this.#flushPlanned = false;
      this.#outbox.flush();
    });
  }

  /** The event path: events in the usual form, one after the other. */
  #skim(chunk: Uint8Array, start: number): number {
    const topic = this.#topic;
    const { maxFrameBytes } = this.#reader;
    let at = start;
    for (
      let end = 0;
      this.#lost === undefined && (end = usualEventEnd(chunk, at, maxFrameBytes, topic)) > 0;
      at = end
    ) {
      this.#event(chunk, usualEventStart(topic), end, topic);
    }
    return at;
  }

  /** The careful way, for every other frame. */
  #frame(bytes: Uint8Array, bodyStart: number, end: number): boolean {
    const content = frameContent(bytes, bodyStart, end);
    if (content !== undefined && "code" in content) this.#refuse(content);
    else if (content?.kind === FrameKind.event) {
      const topic = checkEvent(bytes, content.start, content.end);
      if ("code" in topic) this.#refuse(topic);
      else this.#event(bytes, content.start, content.end, topic);
    } else if (content !== undefined) this.#control(bytes, bodyStart, end);
    return this.#lost === undefined;
  }

  #event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): void {
    // What comes before the handshake is done is for nobody.
    if (!this.#open) return;
    const fault = this.#events.event(bytes, start, end, topic);
    if (fault !== undefined) this.#refuse(protocolFault(`the topic of an event ${fault}`));
  }

  #control(bytes: Uint8Array, bodyStart: number, end: number): void {
    let kind: Frame["kind"];
    try {
      kind = decodeFrame(bytes, bodyStart, end);
    } catch {
      this.#refuse(protocolFault("a frame is not well-formed protobuf"));
      return;
    }
    this.#handle(kind);
  }

  #refuse(fault: Fault | undefined): void {
    if (fault === undefined) return;
    this.abandon(new BusError(fault.code, `The bus sent something that is not this protocol: ${fault.detail}.`));
  }

  #handle(kind: Frame["kind"]): void {
    switch (kind.case) {
      case "welcome":
        return this.#welcomed(kind.value);
      case "dropped":
        return this.#events.dropped(dropsOf(kind.value));
      case "result":
        return this.#requests.settle(kind.value.ref, refusalOf(kind.value));
      case "pong":
        return this.#requests.settle(kind.value.ref);
      case "status":
        return this.#statusRequests.settle(kind.value.ref, kind.value);
      case "ping":
        return this.#send(encodeFrame({ case: "pong", value: { ref: kind.value.ref } }));
      case "goodbye":
        this.#events.putOff?.(kind.value.reconnectAfterMs);
        return this.abandon(refusalOf(kind.value) ?? new BusError("UNAVAILABLE", "The bus said goodbye."));
      default:
        // A kind that a newer broker knows; or one that says nothing to a client.
        return undefined;
    }
  }

  /** Takes effect at once: what follows in the same chunk, be it a Goodbye, finds the connection open. */
  #welcomed(welcome: Welcome): void {
    if (this.#open) return;
    if (welcome.protocol !== PROTOCOL) {
      const detail = `The bus speaks protocol ${welcome.protocol}, this client ${PROTOCOL}; update the older one.`;
      this.abandon(new BusError("UNSUPPORTED_PROTOCOL", detail));
      return;
    }
    this.#open = true;
    this.#timer?.cancel();
    this.welcome = welcome;
    this.#reader.maxFrameBytes = welcome.maxFrameBytes;
    this.#events.opened(this);
    this.#opened.resolve();
  }

  #closed(error: Error | undefined): void {
    this.abandon(
      new BusError("UNAVAILABLE", "The other end closed the connection, without a word of why.", { cause: error }),
    );
    this.#timer?.cancel();
    this.#gone.resolve();
  }

  /** The connection is of no more use; the first reason counts. */
  abandon(reason: BusError): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.#timer?.cancel();
    this.#reader.stop();
    this.#outbox.close();
    this.#connection.destroy();
    this.#failRequests(reason);
    if (this.#open) this.#events.lost(reason);
    else this.#opened.reject(reason);
  }

  #failRequests(reason: BusError): void {
    this.#requests.failAll(reason);
    this.#statusRequests.failAll(reason);
  }
}
