// Frames by the schema and protobuf's own runtime, and nothing of the codec that is under test.

import { create, fromBinary, type MessageInitShape, toBinary, toJsonString } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { type Code, CodeSchema } from "../../gen/decnet/bus/v1/code_pb.ts";
import { type Event, type Frame, FrameSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { snakeCase } from "./snake-case.ts";
import { sized } from "./varint.ts";

export type Kind = Frame["kind"];
type KindInit = NonNullable<MessageInitShape<typeof FrameSchema>["kind"]>;

/** A frame as it stands in the stream. */
export function frameBytes(kind: KindInit): Uint8Array {
  return messageBytes(create(FrameSchema, { kind }));
}

export function messageBytes(frame: Frame): Uint8Array {
  return sized(toBinary(FrameSchema, frame));
}

/**
 * What a Frame holds; no case for one that is empty or of an unknown kind.
 * @throws Error if it is not well-formed, or holds more than one field.
 */
export function readFrame(body: Uint8Array): Kind {
  const reader = new BinaryReader(body);
  let fields = 0;
  for (; reader.pos < body.length; fields++) {
    const [field, wireType] = reader.tag();
    reader.skip(wireType, field);
  }
  if (fields > 1) throw new Error(`a frame holds ${fields} fields`);
  return fromBinary(FrameSchema, body).kind;
}

/** The number that `publish` gave an event; NaN for one that did not come from there. */
export function numberOf(event: Event): number {
  return event.id.length === 0 ? Number.NaN : Number(Buffer.from(event.id).toString("latin1"));
}

/** A number as an event's id. */
export function idOf(number: number): Uint8Array {
  return Buffer.from(String(number), "latin1");
}

/** A code's name without its prefix. */
export function codeName(code: Code): string {
  return CodeSchema.value[code]?.name.replace(/^CODE_/, "") ?? String(code);
}

const MAX_SHOWN = 300;

/** For messages: `result {"ref":1}`. */
export function show(kind: Kind): string {
  if (kind.case === undefined) return "a frame of no known kind";
  const json = toJsonString(FrameSchema, create(FrameSchema, { kind }), { useProtoFieldName: true });
  const inside = json.slice(json.indexOf(":") + 1, -1);
  return `${snakeCase(kind.case)} ${inside.length > MAX_SHOWN ? `${inside.slice(0, MAX_SHOWN)}…` : inside}`;
}
