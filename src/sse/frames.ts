// What goes over a stream of Server-Sent Events, as bytes. Every text from outside is inside of JSON, which has no line breaks: nobody can
// end a field early, or begin one.
//
//   id: 5f0c…                             so that a browser says, when it comes back, that it was here before
//   event: topology.mutation.applied      the topic without its ids; `message` where the registry does not know the topic
//   data: {"topic":"topology.maze.mutation.applied", …}

import type { JsonValue } from "@bufbuild/protobuf";
import type { BusEvent } from "../client/bus.ts";
import type { GapReason } from "../client/gap.ts";
import { ReceivedEvent } from "../client/received-event.ts";
import { eventPayloadToJson } from "../registry/payload.ts";

/** The data of an event that came over the bus. */
export interface SseEventData {
  readonly topic: string;
  readonly type: string;
  /** The publisher's client name. */
  readonly source: string;
  /** In hex; unique for each event. May be empty. */
  readonly id: string;
  /** RFC 3339 in UTC, to the millisecond, or, where it says more, to the nanosecond; null = not said. */
  readonly published_at: string | null;
  /** By protobuf's JSON mapping, with the proto's field names. */
  readonly payload: JsonValue;
}

/** The data of `ready`: from here on the page hears all events of these patterns, or `resync`. */
export interface SseReadyData {
  readonly patterns: readonly string[];
}

/**
 * Why a page has to fetch again what it shows. `slow`: it did not read, and more was waiting than may. `resume`: it was here before, and
 * nobody knows what it missed. The others as of a `Gap`.
 */
export type ResyncReason = GapReason | "resume" | "slow";

/** The data of `resync`. */
export interface SseResyncData {
  /** Of several the one that says most. */
  readonly reason: ResyncReason;
  /** How many events at most; null = nobody knows. */
  readonly lost: number | null;
}

const encoder = new TextEncoder();

/** What a declared event can never be called: a name of its own has a dot in it. */
const UNDECLARED = "message";

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

interface SharedFrame {
  readonly chunk: Uint8Array;
  readonly offset: number;
  readonly frame: Uint8Array;
}

/** Of the event that came last. It comes to all pages of a process, to one right after the other. */
let last: SharedFrame | undefined;

/**
 * The same bytes for every page, however many there are and however long they wait.
 * @throws BusError INVALID_PAYLOAD if JSON cannot say it, such as a time in the year 30000.
 */
export function eventFrame(event: BusEvent): Uint8Array {
  if (!isReceived(event)) return encodeEvent(event);
  const { chunk, offset } = event;
  if (last?.chunk !== chunk || last.offset !== offset) last = { chunk, offset, frame: encodeEvent(event) };
  return last.frame;
}

function isReceived(event: unknown): event is Pick<ReceivedEvent, "chunk" | "offset"> {
  return event instanceof ReceivedEvent;
}

function encodeEvent(event: BusEvent): Uint8Array {
  const { topic, name = UNDECLARED, type, source } = event;
  const id = Buffer.from(event.id).toString("hex");
  // A free-form payload is JSON as it is, whatever keys it has.
  const payload = event.name === undefined ? event.payload : eventPayloadToJson(event.payload);
  const data: SseEventData = { topic, type, source, id, published_at: publishedAt(event), payload };
  return frame(name, data, id);
}

/** It has an id, so that a browser that comes back says that it was here. */
export function readyFrame(data: SseReadyData): Uint8Array {
  return frame("ready", data, "ready");
}

export function resyncFrame(data: SseResyncData): Uint8Array {
  return frame("resync", data, "");
}

/** How long a browser waits until it comes back. Also the first bytes, by which it knows that the stream is open. */
export function retryFrame(ms: number): Uint8Array {
  return encoder.encode(`retry: ${ms}\n\n`);
}

/** Nothing, for whoever ends a connection on which nothing happens. */
export const KEEP_ALIVE = encoder.encode(": keep-alive\n\n");

function frame(name: string, data: object, id: string): Uint8Array {
  const idLine = id === "" ? "" : `id: ${id}\n`;
  return encoder.encode(`${idLine}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

function publishedAt({ publishedAtNs }: BusEvent): string | null {
  if (publishedAtNs === 0n) return null;
  const toMilliseconds = new Date(Number(publishedAtNs / NS_PER_MS)).toISOString();
  if (publishedAtNs % NS_PER_MS === 0n) return toMilliseconds;
  return `${toMilliseconds.slice(0, 19)}.${String(publishedAtNs % NS_PER_S).padStart(9, "0")}Z`;
}
