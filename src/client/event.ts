// From an Event frame to what a consumer gets: topic, name, params and payload by the registry.

import type { JsonObject } from "@bufbuild/protobuf";
import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { BusError } from "../errors.ts";
import { declaredTopicOf, topicParams } from "../registry/lookup.ts";
import { decodePayload, payloadToJson } from "../registry/payload.ts";
import type { BusEvent } from "./bus.ts";
import type { Gap } from "./gap.ts";

/**
 * Makes the event that a consumer gets.
 * @throws BusError INVALID_PAYLOAD if the payload cannot be decoded, or is not what the registry declares for the topic.
 */
export function decodeEvent(event: Event, gap: Gap | undefined): BusEvent {
  const { topic, source, id, publishedAt: publishedAtNs, traceParent } = event;
  const base = { topic, source, id, publishedAtNs, traceParent, gap };
  const declared = declaredTopicOf(topic);
  const decoded = decodePayload(topic, event.payloadType, event.payload);
  if (declared === undefined) {
    const payload = payloadToJson(decoded) as JsonObject;
    return { ...base, type: event.type, name: undefined, params: {}, payload };
  }
  if (decoded.schema !== declared.schema) {
    const message = `The payload of ${topic} is a ${event.payloadType}; the registry declares ${declared.schema.typeName}.`;
    throw new BusError("INVALID_PAYLOAD", message);
  }
  const type = event.type || declared.type;
  // The registry and the TopicMap are printed from the same proto: name, params and payload belong together.
  return {
    ...base,
    type,
    name: declared.name,
    params: topicParams(declared, topic),
    payload: decoded.message,
  } as BusEvent;
}
