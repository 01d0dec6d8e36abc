// The publisher's half of the type check, at run time: JavaScript callers, dynamic topics and `as any` meet it here.

import type { JsonObject } from "@bufbuild/protobuf";
import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { encodeJsonPayload, encodePayload } from "../registry/payload.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import { EventWriter } from "../wire/event-codec.ts";
import { frameBodyBytes } from "../wire/frame-codec.ts";
import { DEFAULT_LIMITS } from "../wire/limits.ts";
import type { PublishOptions } from "./bus.ts";
import { checkTopic } from "./given.ts";

export interface EncodedEvent {
  readonly topic: string;
  /** The whole frame, size prefix included. */
  readonly frame: Uint8Array;
}

export class Publisher {
  readonly #writer: EventWriter;

  constructor(source: string, clock: Clock) {
    this.#writer = new EventWriter(source, clock);
  }

  /**
   * Checks and encodes an event. `maxFrameBytes` is the broker's, where there is one.
   * @throws BusError INVALID_TOPIC, UNDECLARED_TOPIC, INVALID_PAYLOAD; EVENT_TOO_LARGE if it does not fit into a frame.
   */
  encode(
    given: string | FreeForm,
    payload: object,
    options: PublishOptions,
    maxFrameBytes = DEFAULT_LIMITS.maxFrameBytes,
  ): EncodedEvent {
    const topic = checkTopic(given);
    const { bytes, payloadType } =
      given === topic ? encodePayload(topic, payload) : encodeJsonPayload(topic, payload as JsonObject);
    const frame = this.#writer.write({ ...options, topic, payload: bytes, payloadType });
    const bytesInFrame = frameBodyBytes(frame);
    if (bytesInFrame <= maxFrameBytes) return { topic, frame };
    const size = `The event for ${topic} has ${bytesInFrame} bytes; the bus takes at most ${maxFrameBytes}.`;
    throw new BusError("EVENT_TOO_LARGE", `${size} Publish the key, and let consumers read the row.`);
  }
}
