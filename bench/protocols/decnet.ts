// The protocol of decnet-bus: frames by its own codec, which is fast enough for all that happens before the run.

import { Code, decodeFrame, encodeFrame } from "../built.ts";
import type { Aside, Protocol } from "./protocol.ts";

export const decnet: Protocol = {
  async greet(connection, side) {
    connection.write(
      encodeFrame({ case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName: `bench-${side}` } }),
    );
    await connection.answer((bytes) => expectFrame(bytes, "welcome"));
  },
  async subscribe(connection, topic) {
    connection.write(encodeFrame({ case: "subscribe", value: { ref: 1, pattern: topic } }));
    await connection.answer((bytes) => expectFrame(bytes, "result"));
  },
  publication: event,
  delivery: event,
  aside(bytes, at): Aside | undefined {
    const frame = frameAt(bytes, at);
    if (frame === undefined) return undefined;
    const { kind } = frame;
    if (kind.case === "dropped") return { bytes: frame.end - at, lost: Number(kind.value.count) };
    if (kind.case === "goodbye") throw new Error(`The broker said Goodbye: ${kind.value.detail}`);
    return { bytes: frame.end - at };
  },
};

/** Topic and payload, as with the other brokers; what else an event may carry is optional. */
function event(topic: string, payload: Uint8Array): Uint8Array {
  return encodeFrame({ case: "event", value: { topic, payload } });
}

type Frame = ReturnType<typeof decodeFrame>;

/** Returns the length of the frame that `bytes` begin with. */
function expectFrame(bytes: Uint8Array, expected: Frame["case"]): number | undefined {
  const frame = frameAt(bytes, 0);
  if (frame === undefined) return undefined;
  const { kind } = frame;
  const refused = kind.case === "result" && kind.value.code !== Code.OK;
  if (kind.case === expected && !refused) return frame.end;
  throw new Error(`Instead of ${expected} the broker said ${JSON.stringify(kind.value ?? kind.case)}.`);
}

/** The frame at `bytes[at]`, or undefined while it is not complete. */
export function frameAt(bytes: Uint8Array, at: number): { kind: Frame; end: number } | undefined {
  let size = 0;
  for (let index = at, scale = 1; index < bytes.length; index++, scale *= 128) {
    const byte = bytes[index]!;
    size += (byte & 0x7f) * scale;
    if (byte >= 0x80) continue;
    const start = index + 1;
    const end = start + size;
    return end > bytes.length ? undefined : { kind: decodeFrame(bytes, start, end), end };
  }
  return undefined;
}
