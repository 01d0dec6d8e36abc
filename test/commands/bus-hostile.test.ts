// Bytes from somebody who does not mean well, over the real socket. Each is told why, leaves one warning in the log, and costs nobody
// else anything.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, LOG_WARN, type LogLine, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { connectPeer, openPeer } from "../support/real-peer.ts";

const HELLO: FrameKindInit = { case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName: "hostile" } };

let daemon: Daemon;
/** Somebody else, who must not notice. */
let bystander: RawPeer;
let linesBefore: number;

beforeAll(async () => {
  daemon = await startDaemon();
});

afterAll(() => daemon[Symbol.asyncDispose]());

beforeEach(async () => {
  bystander = await openPeer(daemon.socket, "bystander");
  await bystander.subscribe(">");
  linesBefore = daemon.log.length;
});

afterEach(() => bystander.destroy());

/** What the daemon has to say about it, once it has served somebody after it. */
async function warnings(): Promise<readonly LogLine[]> {
  const marker = `after ${linesBefore}`;
  const peer = await openPeer(daemon.socket, marker);
  await daemon.logged("client connected", { client: marker });
  peer.destroy();
  return daemon.log.slice(linesBefore).filter(({ level }) => level >= LOG_WARN);
}

async function expectBystanderIsServed(): Promise<void> {
  const publisher = await openPeer(daemon.socket);
  publisher.send(eventOf("still.served"));
  await publisher.fence();
  await bystander.fence();
  expect(bystander.takeTopics()).toEqual(["still.served"]);
  publisher.destroy();
}

describe("before Hello", () => {
  test.each([
    ["a line of HTTP", Buffer.from(`GET / HTTP/1.1\r\nHost: ${"x".repeat(80)}\r\n\r\n`), "PROTOCOL_ERROR"],
    ["bytes that are no size", Buffer.alloc(64, 0xff), "PROTOCOL_ERROR"],
    ["the largest size there is", Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), "FRAME_TOO_LARGE"],
    ["a size above what Hello needs", Buffer.from([0x81, 0x20]), "FRAME_TOO_LARGE"],
    ["an event", encodeFrame(eventOf("a.b")), "PROTOCOL_ERROR"],
    ["a Ping", encodeFrame({ case: "ping", value: { ref: 1 } }), "PROTOCOL_ERROR"],
    [
      "a protocol that nobody speaks",
      encodeFrame({ case: "hello", value: { protocolMin: 9, protocolMax: 9 } }),
      "UNSUPPORTED_PROTOCOL",
    ],
    [
      "a name with a control character",
      encodeFrame({ case: "hello", value: { clientName: "\u001B[2J" } }),
      "PROTOCOL_ERROR",
    ],
  ] as const)("%s is answered with Goodbye", async (_what, bytes, code) => {
    const peer = await connectPeer(daemon.socket);
    peer.sendBytes(bytes);
    const goodbye = await peer.goodbye();
    expect(goodbye.code).toBe(Code[code]);
    expect(goodbye.detail).not.toBe("");
    await expect(warnings()).resolves.toMatchObject([{ msg: "client refused", code, reason: goodbye.detail }]);
    await expectBystanderIsServed();
  });
});

describe("after Hello", () => {
  test.each([
    ["a second Hello", encodeFrame(HELLO), "PROTOCOL_ERROR"],
    ["the largest size there is", Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), "FRAME_TOO_LARGE"],
    ["an event without a topic", encodeFrame(eventOf("")), "PROTOCOL_ERROR"],
    ["an event for a pattern", encodeFrame(eventOf("a.*")), "PROTOCOL_ERROR"],
    ["an event for a topic that steers a terminal", encodeFrame(eventOf("a.\u001B[2J")), "PROTOCOL_ERROR"],
    ["a frame that only the bus may send", encodeFrame({ case: "welcome", value: { protocol: 1 } }), "PROTOCOL_ERROR"],
    ["a frame of garbage", Buffer.from([3, 0x2a, 0x7f, 0xff]), "PROTOCOL_ERROR"],
  ] as const)("%s is answered with Goodbye", async (_what, bytes, code) => {
    const peer = await openPeer(daemon.socket, "hostile");
    peer.sendBytes(bytes);
    const goodbye = await peer.goodbye();
    expect(goodbye.code).toBe(Code[code]);
    await expect(warnings()).resolves.toMatchObject([
      { msg: "client refused", client: "hostile", clientPid: process.pid, code, reason: goodbye.detail },
    ]);
    await expectBystanderIsServed();
  });

  test.each([
    ["without a word", Buffer.alloc(0)],
    ["in the middle of a frame", encodeFrame(eventOf("a.b", 1_000)).subarray(0, 500)],
    ["in the middle of a size", Buffer.from([0x80])],
  ])("one who vanishes %s is no cause for a warning", async (_how, bytes) => {
    const peer = await openPeer(daemon.socket, "hostile");
    peer.sendBytes(bytes);
    peer.end();
    await peer.untilClosed();
    await expect(warnings()).resolves.toEqual([]);
    await expectBystanderIsServed();
  });
});

test("connections that never say anything are not in the way of others", async () => {
  const silent = await Promise.all(Array.from({ length: 50 }, () => connectPeer(daemon.socket)));
  await expectBystanderIsServed();
  expect(silent.filter(({ closed }) => closed)).toEqual([]);
  for (const peer of silent) peer.destroy();
});
