// The publisher's half of the type check, at run time: JavaScript callers, dynamic topics and `as any` meet it here. What the compiler has
// checked already passes quickly: a topic that was used before is looked up, and its payload is written by its own encoder.

import type { JsonObject } from "@bufbuild/protobuf";
import type { DeclaredTopic } from "../../gen/decnet/topics/v1/registry.ts";
import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { declaredTopicOf } from "../registry/lookup.ts";
import { encodeJsonPayload, encodePayload } from "../registry/payload.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import { EventWriter, topicField, writeBytes } from "../wire/event-codec.ts";
import { frameBodyBytes } from "../wire/frame-codec.ts";
import { DEFAULT_LIMITS } from "../wire/limits.ts";
import type { BusStats, PublishOptions } from "./bus.ts";
import type { BusConnection } from "./connection.ts";
import { checkTopic } from "./given.ts";

/** Topics that are remembered. */
const MAX_TOPICS = 4_096;

/** A declared topic that was published to before. */
interface KnownTopic {
  readonly topic: string;
  readonly declared: DeclaredTopic;
  /** As it stands in an event. */
  readonly field: Uint8Array;
}

const NO_OPTIONS: PublishOptions = {};

export class Publisher {
  readonly #source: string;
  readonly #clock: Clock;
  /** Not there while an event is being written: what a getter of its payload publishes is written elsewhere. */
  #writer: EventWriter | undefined;
  readonly #known = new Map<string, KnownTopic>();
  #published = 0;
  #closed = 0;
  #disconnected = 0;
  /** Dropped by connections that are gone. */
  #pastOverflow = 0;

  constructor(source: string, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /**
   * Checks an event, and hands it to the connection, if there is one; else it is counted, as `closed` or not. Returns whether it was handed over.
   * @throws BusError INVALID_TOPIC, UNDECLARED_TOPIC, INVALID_PAYLOAD; EVENT_TOO_LARGE if it does not fit into a frame.
   */
  publish(
    given: string | FreeForm,
    payload: object,
    options: PublishOptions | undefined,
    connection: BusConnection | undefined,
    closed: boolean,
  ): boolean {
    const { maxFrameBytes, maxTopicBytes } = connection?.welcome ?? DEFAULT_LIMITS;
    // Rare: a bus that takes less than the grammar allows.
    if (maxTopicBytes > 0 && maxTopicBytes < DEFAULT_LIMITS.maxTopicBytes) checkTopic(given, maxTopicBytes);
    const writer = this.#writer ?? new EventWriter(this.#source, this.#clock);
    this.#writer = undefined;
    try {
      const topic = this.#write(writer, given, payload, options ?? NO_OPTIONS);
      checkSize(writer, topic, maxFrameBytes);
      return this.#handOver(writer, topic, connection, closed);
    } finally {
      this.#writer = writer;
    }
  }

  /** The connection is gone, and takes its counts with it. */
  left(connection: BusConnection): void {
    this.#pastOverflow += connection.dropped;
  }

  stats(connection: BusConnection | undefined): Pick<BusStats, "published" | "notPublished"> {
    const overflow = this.#pastOverflow + (connection?.dropped ?? 0);
    return {
      published: this.#published,
      notPublished: { closed: this.#closed, disconnected: this.#disconnected, overflow },
    };
  }

  #handOver(writer: EventWriter, topic: string, connection: BusConnection | undefined, closed: boolean): boolean {
    if (connection !== undefined) {
      const { bytes, start, at } = writer.out;
      this.#published++;
      connection.publish(bytes, start, at, topic);
      return true;
    }
    writer.undo();
    if (closed) this.#closed++;
    else this.#disconnected++;
    return false;
  }

  /** Returns the topic. */
  #write(writer: EventWriter, given: string | FreeForm, payload: object, options: PublishOptions): string {
    const known = typeof given === "string" ? this.#knownTopic(given) : undefined;
    if (known !== undefined && writer.append(known.field, known.declared.encode, payload, options)) return known.topic;
    return writeCarefully(writer, given, payload, options);
  }

  #knownTopic(given: string): KnownTopic | undefined {
    const known = this.#known.get(given);
    if (known !== undefined) return known;
    const topic = checkTopic(given);
    const declared = declaredTopicOf(topic);
    if (declared === undefined) return undefined;
    if (this.#known.size >= MAX_TOPICS) this.#known.clear();
    const found = { topic, declared, field: topicField(topic) };
    this.#known.set(given, found);
    return found;
  }
}

/** Everything that is unusual, and everything that is wrong: it is the one that knows why. Returns the topic. */
function writeCarefully(
  writer: EventWriter,
  given: string | FreeForm,
  payload: object,
  { type, traceParent }: PublishOptions,
): string {
  const topic = checkTopic(given);
  const { bytes, payloadType } =
    given === topic ? encodePayload(topic, payload) : encodeJsonPayload(topic, payload as JsonObject);
  if (writer.append(topicField(topic), writeBytes, bytes, { type, payloadType, traceParent })) return topic;
  throw new BusError("INVALID_PAYLOAD", `type or traceParent of the event for ${topic} is no well-formed text.`);
}

function checkSize(writer: EventWriter, topic: string, maxFrameBytes: number): void {
  const { out } = writer;
  // The size stands in front of the frame; only where it is near the limit is it worth reading.
  if (out.at - out.start <= maxFrameBytes) return;
  const bytes = frameBodyBytes(out.bytes.subarray(out.start, out.at));
  if (bytes <= maxFrameBytes) return;
  writer.undo();
  const size = `The event for ${topic} has ${bytes} bytes; the bus takes at most ${maxFrameBytes}.`;
  throw new BusError("EVENT_TOO_LARGE", `${size} Publish the key, and let consumers read the row.`);
}
