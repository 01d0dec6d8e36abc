// The bytes that a case spells out (decnet.conformance.v1.Part).

import type { Part } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { messageBytes } from "./frames.ts";
import { sized } from "./varint.ts";

/** Frame.event, length-delimited. */
const EVENT_TAG = Uint8Array.of(0x2a);

/** @throws Error if a part does not say exactly one thing, or its hex is none. */
export function bytesOf(parts: readonly Part[]): Uint8Array {
  return Buffer.concat(parts.map((part) => partBytes(part)));
}

function partBytes({ hex, text, fill, sized: inside, frame, event }: Part): Uint8Array {
  const said = [hex !== "", text !== "", fill !== undefined, inside.length > 0, frame !== undefined, event.length > 0];
  if (said.filter(Boolean).length !== 1)
    throw new Error("a part says exactly one of hex, text, fill, sized, frame, event");
  if (hex !== "") return hexBytes(hex);
  if (text !== "") return Buffer.from(text);
  if (fill !== undefined) return Buffer.alloc(fill.count, fill.byte);
  if (frame !== undefined) return messageBytes(frame);
  if (inside.length > 0) return sized(bytesOf(inside));
  return sized(Buffer.concat([EVENT_TAG, sized(bytesOf(event))]));
}

function hexBytes(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s/g, "");
  if (!/^([0-9a-f]{2})+$/i.test(digits)) throw new Error(`“${hex}” is not made of pairs of hex digits`);
  return Buffer.from(digits, "hex");
}
