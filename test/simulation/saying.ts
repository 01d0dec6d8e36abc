// What a peer may say, right and wrong, and the bytes of it. The model goes by what was said; the broker gets the bytes.

import { create, toBinary } from "@bufbuild/protobuf";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { delimitedField, joined, paddedVarint, sized, utf8, varint } from "../support/bytes.ts";
import { foulBytes, type Foul } from "./foul.ts";

export type Saying =
  | { readonly say: "hello"; readonly noEcho: boolean; readonly like: "usual" | "future" | "ugly" }
  | { readonly say: "subscribe" | "unsubscribe"; readonly pattern: string }
  | { readonly say: "event"; readonly topic: string; readonly payloadBytes: number; readonly form: EventForm }
  | { readonly say: "ping" | "statusRequest" | "goodbye" }
  /** Nothing that this protocol knows, and no fault either. */
  | { readonly say: "pong" | "unknown" | "empty" }
  | { readonly say: "foul"; readonly foul: Foul };

/** All are legal; what the publisher wrote is what subscribers get. */
export type EventForm = "usual" | "rich" | "topic last" | "unknown field" | "long prefix" | "long tag";

/** A saying with its bytes. */
export interface Utterance {
  readonly saying: Saying;
  /** Of the request; and in the payload of an event, so that no two are alike. */
  readonly ref: number;
  readonly bytes: Uint8Array;
  /** Where the size prefix ends, and what it announces. */
  readonly prefixBytes: number;
  readonly announced: number;
}

/** `ref` must be new with each call. */
export function utter(saying: Saying, ref: number): Utterance {
  const bytes = bytesOf(saying, ref);
  const last = bytes.findIndex((byte) => byte < 0x80);
  // A prefix without an end announces nothing.
  if (last < 0) return { saying, ref, bytes, prefixBytes: bytes.length, announced: 0 };
  const announced = bytes.slice(0, last + 1).reduceRight((size, byte) => size * 128 + (byte & 0x7f), 0);
  return { saying, ref, bytes, prefixBytes: last + 1, announced };
}

export function helloName(ref: number): string {
  return `peer ${ref}`;
}

function bytesOf(saying: Saying, ref: number): Uint8Array {
  switch (saying.say) {
    case "hello":
      return encodeFrame(helloKind(saying, ref));
    case "subscribe":
    case "unsubscribe":
      return encodeFrame({ case: saying.say, value: { ref, pattern: saying.pattern } });
    case "event":
      return eventBytes(saying.topic, payloadOf(ref, saying.payloadBytes), saying.form);
    case "ping":
    case "pong":
    case "statusRequest":
      return encodeFrame({ case: saying.say, value: { ref } });
    case "goodbye":
      return encodeFrame({ case: "goodbye", value: { detail: "enough for today" } });
    case "unknown":
      return sized(delimitedField(13, utf8("from the future")));
    case "empty":
      return Uint8Array.of(0);
    case "foul":
      return foulBytes(saying.foul);
  }
}

function helloKind({ noEcho, like }: Extract<Saying, { say: "hello" }>, ref: number): FrameKindInit {
  const clientName = like === "ugly" ? "two\nlines" : helloName(ref);
  const protocolMin = like === "future" ? 2 : 1;
  const value = { protocolMin, protocolMax: protocolMin, clientName, clientLibrary: "simulation", pid: ref, noEcho };
  return { case: "hello", value };
}

/** Of `length` bytes at least, and no other like it. */
function payloadOf(ref: number, length: number): Uint8Array {
  const payload = Buffer.alloc(Math.max(4, length), ref);
  payload.writeUInt32BE(ref);
  return payload;
}

function eventBytes(topic: string, payload: Uint8Array, form: EventForm): Uint8Array {
  const usual = toBinary(EventSchema, create(EventSchema, { topic, payload }));
  switch (form) {
    case "usual":
      return eventFrame(usual);
    case "rich":
      return encodeFrame({
        case: "event",
        value: { topic, payload, type: "ü", source: "peer", id: payload.subarray(0, 4), publishedAt: 7n },
      });
    case "topic last":
      return eventFrame(joined([delimitedField(2, payload), delimitedField(1, utf8(topic))]));
    case "unknown field":
      return eventFrame(joined([usual, delimitedField(20, utf8("new"))]));
    case "long prefix": {
      const body = delimitedField(5, usual);
      return joined([paddedVarint(body.length, 4), body]);
    }
    case "long tag":
      return sized(joined([paddedVarint(5 * 8 + 2, 3), varint(usual.length), usual]));
  }
}

function eventFrame(event: Uint8Array): Uint8Array {
  return sized(delimitedField(5, event));
}
