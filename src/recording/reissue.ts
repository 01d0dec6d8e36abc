// A recorded event as one that can be published again: as a new one that says the same, or as the very same.

import { ByteWriter } from "../bytes/byte-writer.ts";
import { LENGTH_DELIMITED } from "../bytes/cursor.ts";
import type { Clock } from "../clock.ts";
import { EventField } from "../wire/event-check.ts";
import { EventWriter, topicField, writeBytes } from "../wire/event-codec.ts";
import { findField, type ValueRange } from "../wire/event-field.ts";
import { FrameKind } from "../wire/frame-kind.ts";

const EVENT_TAG = (FrameKind.event << 3) | LENGTH_DELIMITED;

/** Topics that are remembered. */
const MAX_TOPICS = 4_096;

/** Where the last field that was looked for is. */
const found: ValueRange = { start: -1, end: -1 };

export class Reissue {
  readonly #writer: EventWriter;
  readonly #out = new ByteWriter();
  /** Topics as they stand in an event. */
  readonly #topics = new Map<string, Uint8Array>();

  /** `source` is whose the new events are. */
  constructor(source: string, clock: Clock) {
    this.#writer = new EventWriter(source, clock);
  }

  /**
   * A frame with topic, payload, type, payload type and trace of the event, which was checked. Source, id and time are of now; so fields
   * that are not known here, and would tell of its first way, are left out.
   */
  anew(topic: string, event: Uint8Array): Uint8Array {
    const { out } = this.#writer;
    this.#writer.append(this.#topicField(topic), writeBytes, valueOf(event, EventField.payload), {
      type: textOf(event, EventField.type),
      payloadType: textOf(event, EventField.payloadType),
      traceParent: textOf(event, EventField.traceParent),
    });
    return out.bytes.subarray(out.start, out.at);
  }

  /** A frame with the event as it is. */
  asItWas(event: Uint8Array): Uint8Array {
    const out = this.#out;
    out.begin();
    const frame = out.open();
    out.tag(EVENT_TAG).lengthAndBytes(event);
    out.close(frame);
    return out.bytes.subarray(out.start, out.at);
  }

  #topicField(topic: string): Uint8Array {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
    const field = topicField(topic);
    this.#topics.set(topic, field);
    return field;
  }
}

function valueOf(event: Uint8Array, field: number): Uint8Array {
  findField(event, 0, event.length, field, found);
  return found.start < found.end ? event.subarray(found.start, found.end) : event.subarray(0, 0);
}

function textOf(event: Uint8Array, field: number): string {
  return Buffer.from(valueOf(event, field)).toString("utf8");
}
