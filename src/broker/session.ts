// One connection, from its first byte to its last: the state machine of protocol 1 on the broker's side.
//
//   handshake ──Hello──▶ open ──Goodbye, a fault, shutdown──▶ leaving ──sent, or time-out──▶ closed
//       └───────────────── a fault, time-out ──────────────────▲        the peer vanishes ───▲
//
// A session knows no other session: what it publishes goes to its host, which routes it. All that it holds is bounded, and released
// when it closes.

import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { Frame, Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Clock, Timer } from "../clock.ts";
import { patternFault } from "../topic/grammar.ts";
import type { Connection } from "../transport/connection.ts";
import { checkEvent, type TopicRange } from "../wire/event-check.ts";
import { type Fault, protocolFault } from "../wire/fault.ts";
import { decodeFrame, encodeFrame, type FrameKindInit } from "../wire/frame-codec.ts";
import { frameContent, FrameKind } from "../wire/frame-kind.ts";
import { FrameReader } from "../wire/frame-reader.ts";
import { type Limits, MAX_HELLO_FRAME_BYTES } from "../wire/limits.ts";
import { Outbox } from "../wire/outbox.ts";
import { usualEventEnd } from "../wire/usual-event.ts";
import { Burst, type Frames } from "./burst.ts";
import { droppedNotice } from "./dropped-notice.ts";
import { helloFault } from "./hello.ts";
import { afterALastLook } from "./last-look.ts";
import type { Counted, Counts } from "./rates.ts";
import type { Route, Subscriber } from "./router.ts";

/** What a session needs of the broker that it belongs to. */
export interface SessionHost {
  readonly limits: Limits;
  readonly clock: Clock;
  /** The session said Hello and is accepted. Returns the Welcome. */
  opened(session: Session): FrameKindInit;
  subscribe(session: Session, pattern: string): void;
  unsubscribe(session: Session, pattern: string): void;
  /** Where events go whose topic is `bytes[start..end)`, or what is wrong with it. */
  route(bytes: Uint8Array, start: number, end: number): Route<Session> | string;
  /** Hands events that were checked to whoever wants them. */
  forward(session: Session, frames: Frames, route: Route<Session>): void;
  /** A Status of at most so many bytes. */
  status(ref: number, maxFrameBytes: number): FrameKindInit;
  /** A chunk was read. */
  tick(): void;
  /** The session has something to send, and wants `flush` at the end of this turn. */
  dirty(session: Session): void;
  /** The session takes no more events. Called once, before `closed`. */
  leaving(session: Session): void;
  /** The connection is gone. Called once. `reason` is absent if the peer left in order. */
  closed(session: Session, reason: Fault | undefined): void;
}

type State = "handshake" | "open" | "leaving" | "closed";

export class Session implements Subscriber, Counted {
  /** From Hello; undefined before it. */
  hello: Hello | undefined;
  readonly patterns = new Set<string>();
  /** Events that this session published. */
  eventsIn = 0;
  /** The host has it in its list of sessions to flush. */
  toFlush = false;
  /** Those of the host when the connection came: what Welcome says holds until its end. */
  readonly limits: Limits;
  readonly #host: SessionHost;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #reader: FrameReader;
  /** What was read and not forwarded yet. */
  readonly #burst: Burst<Route<Session>>;
  /** Of the event that is being read. */
  readonly #topic: TopicRange = { start: 0, end: 0 };
  #state: State = "handshake";
  #reason: Fault | undefined;
  /** A session waits for one thing at a time: Hello, the rest of a frame, or the end. */
  #timer: Timer | undefined;

  constructor(host: SessionHost, connection: Connection) {
    const { limits } = host;
    [this.#host, this.limits] = [host, limits];
    this.#connection = connection;
    this.#burst = new Burst((frames, route) => {
      this.eventsIn += frames.events;
      host.forward(this, frames, route);
    });
    this.#outbox = new Outbox({
      queueEvents: limits.queueEvents,
      queueBytes: limits.queueBytes,
      maxControl: limits.maxUnanswered,
      send: (parts, sent) => connection.send(parts, sent),
      notice: droppedNotice,
    });
    this.#reader = new FrameReader(
      MAX_HELLO_FRAME_BYTES,
      (bytes, start, bodyStart, end) => this.#frame(bytes, start, bodyStart, end),
      (chunk, start) => this.#skim(chunk, start),
    );
  }

  get eventCounts(): Counts {
    return { eventsIn: this.eventsIn, eventsOut: this.#outbox.sent, eventsDropped: this.#outbox.dropped };
  }

  /** For Status: what waits, what was sent, what was dropped. */
  get outbox(): Pick<Outbox, "queuedEvents" | "queuedBytes" | "sent" | "dropped"> {
    return this.#outbox;
  }

  /** Begins to listen to the peer. */
  start(): void {
    this.#refuseAfter(this.limits.handshakeTimeoutMs, {
      code: "HANDSHAKE_TIMEOUT",
      detail: "no Hello came in time",
    });
    this.#connection.start({ data: (chunk) => this.#data(chunk), closed: () => this.#closed() });
  }

  deliver({ bytes, start, end, events }: Frames, topic: string): void {
    this.#outbox.events(bytes, start, end, events, topic);
    if (!this.toFlush) this.#host.dirty(this);
  }

  flush(): void {
    this.#outbox.flush();
  }

  /** Tells the peer why, discards what waits for it, and closes. */
  refuse(reason: Fault): void {
    this.#reason ??= reason;
    this.#leave({ case: "goodbye", value: { code: Code[reason.code], detail: reason.detail } }, true);
  }

  /** Says Goodbye in order: what waits is still sent, for as long as a leaving peer is given. */
  dismiss(detail: string, reconnectAfterMs: number): void {
    this.#leave({ case: "goodbye", value: { code: Code.SHUTDOWN, detail, reconnectAfterMs } }, false);
  }

  #data(chunk: Uint8Array): void {
    const fault = this.#reader.push(chunk);
    this.#burst.forward();
    if (fault !== undefined) this.refuse(fault);
    this.#host.tick();
    // A begun frame has a time to be completed in, which the bytes that trickle in do not set back.
    if (this.#state === "open" && this.#reader.partial && this.#timer === undefined) {
      const detail = "a frame was begun and not completed in time";
      this.#refuseAfter(this.limits.frameTimeoutMs, { code: "FRAME_TIMEOUT", detail });
    }
  }

  /** The event path: events in the usual form, one after the other. Nothing is decoded and nothing allocated. */
  #skim(chunk: Uint8Array, start: number): number {
    if (this.#state !== "open") return start;
    const topic = this.#topic;
    const { maxFrameBytes } = this.#reader;
    let at = start;
    for (let end = 0; (end = usualEventEnd(chunk, at, maxFrameBytes, topic)) > 0; at = end) {
      const fault = this.#event(chunk, at, end, topic);
      if (fault === undefined) continue;
      this.refuse(fault);
      break;
    }
    if (at > start && this.#state === "open") this.#stopTimer();
    return at;
  }

  /** The careful way, for every other frame. Returns false once nothing more shall be read. */
  #frame(bytes: Uint8Array, start: number, bodyStart: number, end: number): boolean {
    if (this.#state === "open") this.#stopTimer();
    const fault = this.#handle(bytes, start, bodyStart, end);
    if (fault !== undefined) this.refuse(fault);
    return this.#state === "handshake" || this.#state === "open";
  }

  #handle(bytes: Uint8Array, start: number, bodyStart: number, end: number): Fault | undefined {
    const content = frameContent(bytes, bodyStart, end);
    if (content !== undefined && "code" in content) return content;
    // Not even what would be ignored later is let pass before Hello.
    if (this.#state === "handshake" && content?.kind !== FrameKind.hello)
      return protocolFault("the first frame must be Hello");
    if (content === undefined) return undefined;
    if (content.kind === FrameKind.event) {
      const topic = checkEvent(bytes, content.start, content.end);
      return "code" in topic ? topic : this.#event(bytes, start, end, topic);
    }
    // It may change where events go, or ask what became of them.
    this.#burst.forward();
    let kind: Frame["kind"];
    try {
      kind = decodeFrame(bytes, bodyStart, end);
    } catch {
      return protocolFault("a frame is not well-formed protobuf");
    }
    return this.#control(kind);
  }

  /** Takes the event in `bytes[start..end)`, whose structure was checked. */
  #event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): Fault | undefined {
    const route = this.#host.route(bytes, topic.start, topic.end);
    if (typeof route === "string") return protocolFault(`the topic of an event ${route}`);
    this.#burst.add(bytes, start, end, route);
    return undefined;
  }

  #control(kind: Frame["kind"]): Fault | undefined {
    switch (kind.case) {
      case "hello":
        return this.#hello(kind.value);
      case "subscribe":
        return this.#subscribe(kind.value.ref, kind.value.pattern);
      case "unsubscribe":
        return this.#unsubscribe(kind.value.ref, kind.value.pattern);
      case "ping":
        return this.#answer({ case: "pong", value: { ref: kind.value.ref } });
      case "statusRequest":
        return this.#answer(this.#host.status(kind.value.ref, this.limits.maxFrameBytes));
      case "goodbye":
        this.#leave(undefined, true);
        return undefined;
      case "pong":
        return undefined;
      default:
        return protocolFault(`a client may not send ${kind.case}`);
    }
  }

  #hello(hello: Hello): Fault | undefined {
    if (this.#state !== "handshake") return protocolFault("Hello came a second time");
    const fault = helloFault(hello);
    if (fault !== undefined) return fault;
    this.#stopTimer();
    this.hello = hello;
    this.#state = "open";
    this.#reader.maxFrameBytes = this.limits.maxFrameBytes;
    return this.#answer(this.#host.opened(this));
  }

  #subscribe(ref: number, pattern: string): Fault | undefined {
    const fault = patternFault(pattern, this.limits.maxTopicBytes);
    if (fault !== undefined) return this.#result(ref, { code: "INVALID_PATTERN", detail: `the pattern ${fault}` });
    if (!this.patterns.has(pattern)) {
      const { maxPatterns } = this.limits;
      if (this.patterns.size >= maxPatterns) {
        const detail = `a connection may have ${maxPatterns} patterns; use wildcards, or raise the limit`;
        return this.#result(ref, { code: "TOO_MANY_PATTERNS", detail });
      }
      this.patterns.add(pattern);
      this.#host.subscribe(this, pattern);
    }
    return this.#result(ref);
  }

  #unsubscribe(ref: number, pattern: string): Fault | undefined {
    const fault = patternFault(pattern, this.limits.maxTopicBytes);
    if (fault !== undefined) return this.#result(ref, { code: "INVALID_PATTERN", detail: `the pattern ${fault}` });
    if (this.patterns.delete(pattern)) this.#host.unsubscribe(this, pattern);
    return this.#result(ref);
  }

  #result(ref: number, refusal?: Fault): Fault | undefined {
    const value = refusal === undefined ? { ref } : { ref, code: Code[refusal.code], detail: refusal.detail };
    return this.#answer({ case: "result", value });
  }

  #answer(kind: FrameKindInit): Fault | undefined {
    this.#host.dirty(this);
    if (this.#outbox.control(encodeFrame(kind))) return undefined;
    return { code: "TOO_MANY_UNANSWERED", detail: "answers wait for a peer that does not read them" };
  }

  /** Takes no more events and reads no more frames; sends what is left, then `last`, then closes. Idempotent. */
  #leave(last: FrameKindInit | undefined, discard: boolean): void {
    if (this.#state === "leaving" || this.#state === "closed") return;
    this.#burst.forward();
    this.#state = "leaving";
    this.#reader.stop();
    this.#host.leaving(this);
    this.#stopTimer();
    this.#timer = this.#host.clock.after(this.limits.drainTimeoutMs, () => this.#connection.destroy());
    this.#outbox.finish(last === undefined ? undefined : encodeFrame(last), discard, () => this.#connection.end());
  }

  #closed(): void {
    if (this.#state === "closed") return;
    if (this.#state !== "leaving") this.#host.leaving(this);
    this.#state = "closed";
    this.#stopTimer();
    this.#reader.stop();
    this.#outbox.close();
    this.#host.closed(this, this.#reason);
  }

  #refuseAfter(ms: number, reason: Fault): void {
    this.#timer = afterALastLook(this.#host.clock, ms, () => this.refuse(reason));
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
