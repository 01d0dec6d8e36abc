// From what shall be told to the bytes of an event frame: the only thing that publisher, broker and subscriber ever exchange.
//
// The frame is written field by field into a buffer that many events share, byte for byte as protobuf's runtime would write it.

import { randomBytes } from "node:crypto";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { FIXED64, LENGTH_DELIMITED } from "../bytes/cursor.ts";
import type { Clock } from "../clock.ts";
import { EventField } from "./event-check.ts";
import { FrameKind } from "./frame-kind.ts";

const ID_PREFIX_BYTES = 6;
const ID_COUNTER_BYTES = 6;
const NS_PER_MS = 1_000_000n;

const EVENT_TAG = (FrameKind.event << 3) | LENGTH_DELIMITED;
const PAYLOAD_TAG = (EventField.payload << 3) | LENGTH_DELIMITED;
const ID_TAG = (EventField.id << 3) | LENGTH_DELIMITED;
const PUBLISHED_AT_TAG = (EventField.publishedAt << 3) | FIXED64;

/** What a publisher decides besides topic and payload; source, id and time are stamped on. */
export interface EventLabels {
  readonly type?: string | undefined;
  readonly payloadType?: string | undefined;
  readonly traceParent?: string | undefined;
}

/** Writes a payload's fields. False: it cannot, and what it has written is of no use. */
export type WritePayload = (out: ByteWriter, payload: object) => boolean;

/** Stamps and encodes the events of one source. */
export class EventWriter {
  /** Where events are written: `[out.start..out.at)` is the last one, size prefix included. */
  readonly out = new ByteWriter();
  readonly #clock: Clock;
  readonly #source: Uint8Array;
  /** Random for each start, so that ids are unique without asking anybody. */
  readonly #idPrefix = randomBytes(ID_PREFIX_BYTES);
  #counter = 0;
  #nowMs = 0;
  #nowNs = 0n;

  constructor(source: string, clock: Clock) {
    this.#source = stringField(EventField.source, source);
    this.#clock = clock;
  }

  /** Writes an event. `topic` is the field of a valid one, as `topicField` gives it. False: `write` refused, and nothing is written. */
  append(topic: Uint8Array, write: WritePayload, payload: object, labels: EventLabels): boolean {
    const { out } = this;
    out.begin();
    const frame = out.open();
    out.varint32(EVENT_TAG);
    const event = out.open();
    out.raw(topic);
    const written = this.#payload(write, payload) && this.#labels(labels);
    if (!written) {
      this.undo();
      return false;
    }
    out.close(event);
    out.close(frame);
    return true;
  }

  /** As if the last event had not been written. */
  undo(): void {
    this.out.at = this.out.start;
  }

  /** A whole frame of its own, size prefix included. */
  frame(topic: string, payload: Uint8Array, labels: EventLabels = {}): Uint8Array {
    this.append(topicField(topic), writeBytes, payload, labels);
    return this.out.bytes.slice(this.out.start, this.out.at);
  }

  #payload(write: WritePayload, payload: object): boolean {
    const { out } = this;
    const before = out.at - out.start;
    out.varint32(PAYLOAD_TAG);
    const mark = out.open();
    const first = out.at - out.start;
    if (!write(out, payload)) return false;
    // An empty one is left out.
    if (out.at - out.start === first) out.at = out.start + before;
    else out.close(mark);
    return true;
  }

  #labels({ type = "", payloadType = "", traceParent = "" }: EventLabels): boolean {
    const { out } = this;
    if (!this.#text(EventField.type, type)) return false;
    out.raw(this.#source);
    this.#stamp();
    return this.#text(EventField.payloadType, payloadType) && this.#text(EventField.traceParent, traceParent);
  }

  #text(field: number, text: string): boolean {
    if (text === "") return true;
    if (typeof text !== "string") return false;
    this.out.varint32((field << 3) | LENGTH_DELIMITED);
    return this.out.string(text);
  }

  /** Id and time. */
  #stamp(): void {
    const { out } = this;
    out.varint32(ID_TAG);
    out.varint32(ID_PREFIX_BYTES + ID_COUNTER_BYTES);
    out.raw(this.#idPrefix);
    out.ensure(ID_COUNTER_BYTES);
    let rest = this.#counter++;
    for (let at = out.at + ID_COUNTER_BYTES - 1; at >= out.at; at--) {
      out.bytes[at] = rest & 0xff;
      rest = Math.floor(rest / 256);
    }
    out.at += ID_COUNTER_BYTES;
    const nowMs = this.#clock.unixMs();
    if (nowMs !== this.#nowMs) {
      this.#nowMs = nowMs;
      this.#nowNs = BigInt(nowMs) * NS_PER_MS;
    }
    out.varint32(PUBLISHED_AT_TAG);
    out.fixed64(this.#nowNs);
  }
}

/** The topic as it stands in an event: tag, length, text. The topic is taken to be valid. */
export function topicField(topic: string): Uint8Array {
  return stringField(EventField.topic, topic);
}

/** For a payload that is bytes already. */
export function writeBytes(out: ByteWriter, payload: object): boolean {
  out.raw(payload as Uint8Array);
  return true;
}

function stringField(field: number, text: string): Uint8Array {
  if (text === "") return new Uint8Array(0);
  const out = new ByteWriter();
  out.varint32((field << 3) | LENGTH_DELIMITED);
  out.string(text);
  return out.bytes.slice(0, out.at);
}
