// An event as commands show it: everything that it carries, decoded as far as that is possible here. That it is not is no reason to
// keep silent about it.

import type { JsonValue } from "@bufbuild/protobuf";
import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { BusError } from "../errors.ts";
import { declaredTopicOf } from "../registry/lookup.ts";
import { type DecodedPayload, decodePayload, payloadToJson } from "../registry/payload.ts";

const STRUCT = "google.protobuf.Struct";
const NS_PER_MS = 1_000_000n;

export interface ShownEvent {
  readonly topic: string;
  /** Undefined outside the registry. */
  readonly name: string | undefined;
  readonly type: string;
  readonly source: string;
  /** In hex. */
  readonly id: string;
  /** Undefined if the publisher did not say. */
  readonly publishedAtMs: number | undefined;
  readonly traceParent: string;
  /** The message that the payload is said to be. */
  readonly payloadType: string;
  readonly payloadBytes: Uint8Array;
  /** Undefined where there is none: it could not be decoded, or JSON cannot say it. */
  readonly payload: JsonValue | undefined;
  /** Why no worker gets it: the payload cannot be decoded, or is not what the registry declares for the topic. */
  readonly fault: string | undefined;
}

export function showEvent(event: Event): ShownEvent {
  const { topic, payload: payloadBytes, traceParent, source } = event;
  const declared = declaredTopicOf(topic);
  const expected = declared?.schema.typeName ?? STRUCT;
  const payloadType = event.payloadType || expected;
  return {
    topic,
    name: declared?.name,
    type: event.type || (declared?.type ?? ""),
    source,
    id: Buffer.from(event.id).toString("hex"),
    publishedAtMs: event.publishedAt === 0n ? undefined : Number(event.publishedAt / NS_PER_MS),
    traceParent,
    payloadType,
    payloadBytes,
    ...readPayload(event, declared === undefined ? payloadType : expected),
  };
}

/** `wanted`: the message that a worker expects. */
function readPayload({ topic, payloadType, payload }: Event, wanted: string): Pick<ShownEvent, "payload" | "fault"> {
  let decoded: DecodedPayload;
  try {
    decoded = decodePayload(topic, payloadType, payload);
  } catch (error) {
    return { payload: undefined, fault: textOf(error) };
  }
  const { typeName } = decoded.schema;
  const fault = typeName === wanted ? undefined : `It is a ${typeName}; the registry declares ${wanted}.`;
  try {
    return { payload: payloadToJson(decoded), fault };
  } catch {
    return { payload: undefined, fault };
  }
}

function textOf(error: unknown): string {
  if (error instanceof BusError) return error.message;
  throw error;
}
