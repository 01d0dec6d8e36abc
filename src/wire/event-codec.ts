// From what shall be told to the bytes of an event frame: the only thing that publisher, broker and subscriber ever exchange.

import { randomBytes } from "node:crypto";
import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Clock } from "../clock.ts";
import { encodeFrame } from "./frame-codec.ts";

const ID_PREFIX_BYTES = 6;
const ID_COUNTER_BYTES = 6;

/** What a publisher decides; source, id and time are stamped on. */
export type EventContent = Pick<Event, "topic" | "payload"> &
  Partial<Pick<Event, "type" | "payloadType" | "traceParent">>;

/** Stamps and encodes the events of one source. */
export class EventWriter {
  readonly #source: string;
  readonly #clock: Clock;
  /** Random for each start, so that ids are unique without asking anybody. */
  readonly #idPrefix = randomBytes(ID_PREFIX_BYTES);
  #counter = 0;

  constructor(source: string, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** A whole frame, size prefix included. The topic is taken to be valid. */
  write(content: EventContent): Uint8Array {
    const value = { ...content, source: this.#source, id: this.#nextId(), publishedAt: this.#clock.unixNs() };
    return encodeFrame({ case: "event", value });
  }

  #nextId(): Uint8Array {
    const id = Buffer.alloc(ID_PREFIX_BYTES + ID_COUNTER_BYTES);
    id.set(this.#idPrefix);
    id.writeUIntBE(this.#counter++, ID_PREFIX_BYTES, ID_COUNTER_BYTES);
    return id;
  }
}
