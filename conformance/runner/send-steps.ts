// Steps with which the runner does something to the broker.

import { create } from "@bufbuild/protobuf";
import { type Hello, HelloSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Connect, Publish, SendRaw } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { compareWelcome } from "./expect-answers.ts";
import { Failure } from "./failure.ts";
import { frameBytes, idOf, show } from "./frames.ts";
import { bytesOf } from "./parts.ts";
import { DEFAULT_CONNECTION, type Play } from "./play.ts";

export async function connect(play: Play, on: string, step: Connect): Promise<void> {
  const name = on || DEFAULT_CONNECTION;
  const peer = await play.connect(name);
  if (step.silent) return;
  const hello = step.hello ?? usualHello(name);
  peer.noEcho = hello.noEcho;
  await peer.send(frameBytes({ case: "hello", value: hello }));
  const answer = await peer.nextAnswer("Welcome");
  if (answer.case !== "welcome") throw new Failure(`${name} expected Welcome, got ${show(answer)}`);
  compareWelcome(play, name, answer.value, step.welcome);
}

function usualHello(clientName: string): Hello {
  const clientLibrary = "decnet-bus-conformance/1";
  return create(HelloSchema, { protocolMin: 1, protocolMax: 1, clientName, clientLibrary, pid: process.pid });
}

export async function sendRaw(play: Play, on: string, step: SendRaw): Promise<void> {
  const peer = play.peer(on);
  const once = bytesOf(step.parts);
  const bytes = Buffer.concat(Array.from({ length: step.times || 1 }, () => once));
  const size = step.chunkBytes || bytes.length;
  const writeAll = async (): Promise<void> => {
    for (let at = 0; at < bytes.length && !peer.ended; at += size) {
      await peer.send(bytes.subarray(at, at + size));
      // A turn of the loop, so that the other side may read what is there.
      await new Promise((resolve) => setTimeout(resolve, step.pauseMs));
    }
  };
  if (step.pauseMs > 0) void writeAll();
  else if (step.chunkBytes > 0) await writeAll();
  else await peer.send(bytes);
}

/** Bytes that are handed to the kernel at a time. */
const BATCH_BYTES = 256 << 10;

export async function publish(play: Play, on: string, step: Publish): Promise<void> {
  const peer = play.peer(on);
  const payload = Buffer.alloc(step.payloadBytes);
  const first = step.first || 1;
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (let number = first; number < first + (step.count || 1); number++) {
    const topic = step.topics === 0 ? step.topic : `${step.topic}.${number % step.topics}`;
    play.published.set(number, topic);
    const frame = frameBytes({ case: "event", value: { topic, payload, id: idOf(number) } });
    batch.push(frame);
    bytes += frame.length;
    if (bytes < BATCH_BYTES) continue;
    await peer.send(Buffer.concat(batch));
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) await peer.send(Buffer.concat(batch));
}
