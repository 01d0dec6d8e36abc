// What a consumer gets: an event in the bytes that came, of which everything but the topic is read when somebody asks for it.

import type { JsonObject, Message } from "@bufbuild/protobuf";
import type { DeclaredTopic } from "../../gen/decnet/topics/v1/registry.ts";
import { BusError } from "../errors.ts";
import { decodeAs, decodePayload, eventPayloadToJson, payloadToJson } from "../registry/payload.ts";
import { isSoundPayload } from "../registry/sound-payload.ts";
import { EventField } from "../wire/event-check.ts";
import { findDeclaredPayload, findField, type ValueRange } from "../wire/event-field.ts";
import type { Gap } from "./gap.ts";

/** What is the same for all events of a topic. */
export interface EventTopic {
  readonly topic: string;
  /** Undefined outside the registry. */
  readonly declared: DeclaredTopic | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** Somebody has looked at the payload of one: whoever does will look at the next one's. */
  payloadsAreRead: boolean;
}

const NOTHING = new Uint8Array(0);

/** Where the last field that was looked for is. */
const found: ValueRange = { start: -1, end: -1 };

/** As node:util's inspect.custom: what console.log shows. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Holds on to the bytes that it came in until nobody holds it. */
export class ReceivedEvent {
  /** Set when the event is handed out. */
  gap: Gap | undefined = undefined;
  readonly #topic: EventTopic;
  #bytes: Uint8Array;
  #start: number;
  #end: number;
  #payload: Message | JsonObject | undefined;

  /** The Event in `bytes[start..end)`, whose structure was checked; the bytes must not change. */
  constructor(bytes: Uint8Array, start: number, end: number, topic: EventTopic) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#topic = topic;
  }

  /** What it costs while it waits. */
  get size(): number {
    return this.#end - this.#start;
  }

  /** What it came in, and keeps. */
  get chunk(): Uint8Array {
    return this.#bytes;
  }

  /** Where in `chunk` it begins: with that, it is this event and no other. */
  get offset(): number {
    return this.#start;
  }

  get topic(): string {
    return this.#topic.topic;
  }

  get name(): string | undefined {
    return this.#topic.declared?.name;
  }

  get params(): Readonly<Record<string, string>> {
    return this.#topic.params;
  }

  get type(): string {
    return this.#text(EventField.type) || (this.#topic.declared?.type ?? "");
  }

  get source(): string {
    return this.#text(EventField.source);
  }

  get id(): Uint8Array {
    // A copy: an id that somebody keeps must not keep a chunk of 64 KiB.
    return Uint8Array.from(this.#value(EventField.id));
  }

  get publishedAtNs(): bigint {
    const value = this.#value(EventField.publishedAt);
    return value.length === 0 ? 0n : new DataView(value.buffer, value.byteOffset).getBigUint64(0, true);
  }

  get traceParent(): string {
    return this.#text(EventField.traceParent);
  }

  /** Decoded at the first look, at the latest. After `check` it cannot fail. */
  get payload(): Message | JsonObject {
    this.#topic.payloadsAreRead = true;
    return (this.#payload ??= this.#decode());
  }

  /**
   * To be called before it is handed out.
   * @throws BusError INVALID_PAYLOAD if the payload cannot be decoded, or is not what the registry declares for the topic.
   */
  check(): void {
    const { declared, payloadsAreRead } = this.#topic;
    // Where it will be decoded anyhow, that is the check.
    if (declared !== undefined && !payloadsAreRead) {
      const bytes = this.#bytes;
      const usual = findDeclaredPayload(bytes, this.#start, this.#end, found);
      if (usual && isSoundPayload(declared.schema, bytes, found.start, found.end)) return;
    }
    this.#payload ??= this.#decode();
  }

  /** Lets go of the chunk that it came in, for the time that it has to wait. */
  own(): void {
    if (this.size * 2 > this.#bytes.buffer.byteLength) return;
    // Not by `slice`, which of a Buffer is a view.
    this.#bytes = Uint8Array.from(this.#bytes.subarray(this.#start, this.#end));
    this.#end -= this.#start;
    this.#start = 0;
  }

  /** As plain data: ids in hex, nanoseconds in decimals, the payload by protobuf's JSON mapping. */
  toJSON(): Record<string, unknown> {
    const { topic, type, source, traceParent } = this;
    const id = Buffer.from(this.id).toString("hex");
    const payload = eventPayloadToJson(this.payload);
    return { topic, type, source, id, publishedAtNs: String(this.publishedAtNs), traceParent, payload, gap: this.gap };
  }

  [INSPECT](): unknown {
    const { topic, name, params, type, source, id, publishedAtNs, traceParent, payload, gap } = this;
    return { topic, name, params, type, source, id, publishedAtNs, traceParent, payload, gap };
  }

  #decode(): Message | JsonObject {
    const { declared } = this.#topic;
    const bytes = this.#bytes;
    if (declared === undefined || !findDeclaredPayload(bytes, this.#start, this.#end, found))
      return this.#decodeCarefully();
    return declared.decode(bytes, found.start, found.end) ?? this.#decodeCarefully();
  }

  #decodeCarefully(): Message | JsonObject {
    const { topic, declared } = this.#topic;
    const payloadType = this.#text(EventField.payloadType);
    const bytes = this.#value(EventField.payload);
    if (declared !== undefined && payloadType === "") return decodeAs(declared.schema, topic, bytes);
    const decoded = decodePayload(topic, payloadType, bytes);
    if (declared === undefined) return payloadToJson(decoded) as JsonObject;
    if (decoded.schema === declared.schema) return decoded.message;
    const message = `The payload of ${topic} is a ${payloadType}; the registry declares ${declared.schema.typeName}.`;
    throw new BusError("INVALID_PAYLOAD", message);
  }

  #text(field: number): string {
    const value = this.#value(field);
    return value.length === 0 ? "" : Buffer.from(value.buffer, value.byteOffset, value.length).toString("utf8");
  }

  #value(field: number): Uint8Array {
    return this.#find(field) ? this.#bytes.subarray(found.start, found.end) : NOTHING;
  }

  /** Whether it has the field, and it is not empty; then `found` says where. */
  #find(field: number): boolean {
    findField(this.#bytes, this.#start, this.#end, field, found);
    return found.start < found.end;
  }
}
