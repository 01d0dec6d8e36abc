// A payload from the command line or from stdin.

import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { BusError } from "../errors.ts";

/** What a payload may have at most; a frame takes no more. */
const MAX_INPUT_BYTES = 1 << 20;

/**
 * Parses a payload: a JSON object.
 * @throws BusError INVALID_PAYLOAD.
 */
export function parsePayload(text: string): JsonObject {
  const json = parse(text);
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  const what = json === null ? "null" : Array.isArray(json) ? "an array" : `a ${typeof json}`;
  throw new BusError(
    "INVALID_PAYLOAD",
    `The payload must be a JSON object, such as {"state":"active"}; it is ${what}.`,
  );
}

/**
 * Reads a stream of UTF-8 to its end.
 * @throws BusError EVENT_TOO_LARGE before more than a frame can hold is kept; INVALID_PAYLOAD for anything but UTF-8.
 */
export async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_INPUT_BYTES) {
      const size = `The input has more than ${MAX_INPUT_BYTES} bytes.`;
      throw new BusError("EVENT_TOO_LARGE", `${size} Publish the key, and let consumers read the row.`);
    }
    chunks.push(buffer);
  }
  return decode(Buffer.concat(chunks));
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BusError("INVALID_PAYLOAD", "The payload is not JSON: it is not UTF-8.", { cause: error });
  }
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BusError("INVALID_PAYLOAD", `The payload is not JSON: ${why}`, { cause: error });
  }
}
