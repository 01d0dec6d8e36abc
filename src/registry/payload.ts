// Payloads: between objects, JSON and bytes, by the message that the registry declares for the topic. Outside the registry a payload is
// a JSON object, carried as google.protobuf.Struct.

import {
  create,
  createRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type MessageInitShape,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { BusError } from "../errors.ts";
import { jsonObjectFault } from "./json-fault.ts";
import { declaredTopicOf } from "./lookup.ts";
import { payloadFault } from "./payload-fault.ts";

const knownMessages = createRegistry(...declaredTopics.map(({ schema }) => schema), StructSchema);

/** A payload as it travels. */
export interface EncodedPayload {
  readonly bytes: Uint8Array;
  /** For Event.payload_type: empty where the registry says it. */
  readonly payloadType: string;
}

/** A received payload, and the message that it was decoded as. */
export interface DecodedPayload {
  readonly schema: DescMessage;
  readonly message: Message;
}

/**
 * Encodes what a publisher gave for a declared topic: an object with the fields of its message.
 * @throws BusError UNDECLARED_TOPIC; INVALID_PAYLOAD, naming the field.
 */
export function encodePayload(topic: string, payload: object): EncodedPayload {
  const schema = declaredTopicOf(topic)?.schema;
  if (schema === undefined) {
    throw new BusError(
      "UNDECLARED_TOPIC",
      `${topic} is not a declared topic. See docs/topics.md, or use freeForm(topic) if you mean it.`,
    );
  }
  const fault = payloadFault(schema, payload);
  if (fault !== undefined) throw invalidPayload(topic, schema, fault);
  try {
    return { bytes: toBinary(schema, create(schema, payload as MessageInitShape<DescMessage>)), payloadType: "" };
  } catch (error) {
    throw invalidPayload(topic, schema, text(error), error);
  }
}

/**
 * Encodes JSON by protobuf's mapping; field names as in the proto or in camel case. Outside the registry any object will do.
 * @throws BusError INVALID_PAYLOAD, naming what is wrong and which fields there are.
 */
export function encodeJsonPayload(topic: string, json: JsonValue): EncodedPayload {
  const declared = declaredTopicOf(topic);
  if (declared === undefined) return encodeStruct(topic, json);
  try {
    return { bytes: toBinary(declared.schema, fromJson(declared.schema, json)), payloadType: "" };
  } catch (error) {
    throw invalidPayload(topic, declared.schema, text(error), error);
  }
}

/**
 * Decodes a received payload. `payloadType` as in the event: empty = what the registry declares.
 * @throws BusError INVALID_PAYLOAD if the message is not known here, or the bytes are not such a message.
 */
export function decodePayload(topic: string, payloadType: string, bytes: Uint8Array): DecodedPayload {
  const schema = payloadSchema(topic, payloadType);
  return { schema, message: decodeAs(schema, topic, bytes) };
}

/**
 * Decodes a payload as that message.
 * @throws BusError INVALID_PAYLOAD if the bytes are not such a message.
 */
export function decodeAs(schema: DescMessage, topic: string, bytes: Uint8Array): Message {
  try {
    return fromBinary(schema, bytes);
  } catch (error) {
    throw new BusError("INVALID_PAYLOAD", `The payload of ${topic} is no ${schema.typeName}: ${text(error)}`, {
      cause: error,
    });
  }
}

/**
 * As JSON, with the proto's field names and with fields that have their default, so that the shape is always the same.
 * @throws BusError INVALID_PAYLOAD if it holds something that JSON cannot say, such as a Timestamp after the year 9999.
 */
export function payloadToJson({ schema, message }: DecodedPayload): JsonValue {
  try {
    return toJson(schema, message, { useProtoFieldName: true, alwaysEmitImplicit: true, registry: knownMessages });
  } catch (error) {
    throw new BusError("INVALID_PAYLOAD", `A ${schema.typeName} cannot be said in JSON: ${text(error)}`, {
      cause: error,
    });
  }
}

/**
 * An event's payload as JSON: a decoded message by protobuf's mapping, a free-form payload as it is.
 * @throws BusError INVALID_PAYLOAD as payloadToJson.
 */
export function eventPayloadToJson(payload: Message | JsonObject): JsonValue {
  const schema = typeof payload.$typeName === "string" ? knownMessages.getMessage(payload.$typeName) : undefined;
  return schema === undefined ? (payload as JsonObject) : payloadToJson({ schema, message: payload as Message });
}

function payloadSchema(topic: string, payloadType: string): DescMessage {
  if (payloadType === "") return declaredTopicOf(topic)?.schema ?? StructSchema;
  const schema = knownMessages.getMessage(payloadType);
  if (schema !== undefined) return schema;
  throw new BusError(
    "INVALID_PAYLOAD",
    `The payload of ${topic} is a ${payloadType}, which this version does not know.`,
  );
}

function encodeStruct(topic: string, payload: JsonValue): EncodedPayload {
  const fault = jsonObjectFault(payload);
  if (fault !== undefined)
    throw new BusError("INVALID_PAYLOAD", `The payload of ${topic} must be a JSON object; it ${fault}.`);
  return { bytes: toBinary(StructSchema, fromJson(StructSchema, payload)), payloadType: "" };
}

function invalidPayload(topic: string, schema: DescMessage, fault: string, cause?: unknown): BusError {
  const fields = schema.fields.map((field) => field.name).join(", ");
  const message = `The payload does not fit ${topic}, which takes a ${schema.name}: ${fault}. Its fields: ${fields}.`;
  return new BusError("INVALID_PAYLOAD", message, { cause });
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
