import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { HelloSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { FrameKindInit } from "../../src/wire/frame-codec.ts";
import { BrokerHarness, eventOf } from "../support/broker-harness.ts";
import { delimitedField, joined, singleBytes, sized, utf8 } from "../support/bytes.ts";

const HELLO = { protocolMin: 1, protocolMax: 1, clientName: "mutator", clientLibrary: "decnet-bus/0.1.0", pid: 4_711 };

describe("a Hello is answered with Welcome", () => {
  test("which tells the limits, the bus and the protocol", async () => {
    const harness = new BrokerHarness({ maxFrameBytes: 70_000, queueEvents: 9, queueBytes: 8_000, maxPatterns: 7 });
    const { broker } = harness;
    const welcome = await harness.connect().hello(HELLO);
    expect(welcome).toMatchObject({
      protocol: 1,
      busId: "bus-id",
      server: "broker/test",
      maxFrameBytes: 70_000,
      maxTopicBytes: 255,
      queueEvents: 9,
      queueBytes: 8_000,
      maxPatterns: 7,
    });
    expect(broker.counts.connections).toBe(1);
  });

  test("and the observer hears who it was", async () => {
    const harness = new BrokerHarness();
    const { observed } = harness;
    await harness.connect().hello(HELLO);
    expect(observed).toEqual([{ kind: "opened", client: create(HelloSchema, HELLO) }]);
  });

  test.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 7],
  ])("for protocols %i to %i: version 1 is among them, and 0 means 1", async (protocolMin, protocolMax) => {
    const welcome = await new BrokerHarness().connect().hello({ protocolMin, protocolMax });
    expect(welcome.protocol).toBe(1);
  });

  test.each([
    [2, 2],
    [2, 0],
    [2, 9],
    [4_294_967_295, 4_294_967_295],
  ])("but not for protocols %i to %i, none of which is spoken here", async (protocolMin, protocolMax) => {
    const harness = new BrokerHarness();
    const { broker, observed } = harness;
    const peer = harness.connect();
    peer.send({ case: "hello", value: { protocolMin, protocolMax } });
    const goodbye = await peer.goodbye();
    expect(goodbye.code).toBe(Code.UNSUPPORTED_PROTOCOL);
    expect(goodbye.detail).toBe(
      `the client speaks protocol ${protocolMin} to ${protocolMax}, this broker 1; update the older one`,
    );
    expect(broker.counts.connections).toBe(0);
    expect(observed).toMatchObject([{ kind: "closed", client: undefined, reason: { code: "UNSUPPORTED_PROTOCOL" } }]);
  });

  test("also if it comes byte by byte, together with what follows", async () => {
    const peer = new BrokerHarness().connect();
    const hello = sized(delimitedField(1, toBinary(HelloSchema, create(HelloSchema, HELLO))));
    const ping = sized(delimitedField(8, Uint8Array.of(8, 5)));
    peer.sendBytes(...singleBytes(joined([hello, ping])));
    await peer.next("welcome");
    expect((await peer.next("pong")).ref).toBe(5);
  });

  test("with names of 128 bytes, and with fields of a newer version", async () => {
    const peer = new BrokerHarness().connect();
    const known = toBinary(
      HelloSchema,
      create(HelloSchema, { clientName: "ü".repeat(64), clientLibrary: "l".repeat(128) }),
    );
    peer.sendBytes(sized(delimitedField(1, joined([known, delimitedField(99, utf8("new"))]))));
    await expect(peer.next("welcome")).resolves.toBeDefined();
  });
});

describe("names are refused", () => {
  test.each([
    ["client_name", { clientName: `${"ü".repeat(64)}a` }, "client_name is longer than 128 bytes"],
    ["client_library", { clientLibrary: "l".repeat(129) }, "client_library is longer than 128 bytes"],
    ["client_name", { clientName: "red\u001b[31m" }, "client_name holds a control character"],
    ["client_name", { clientName: "a\nb" }, "client_name holds a control character"],
    ["client_library", { clientLibrary: "a\u0085" }, "client_library holds a control character"],
  ])("that would be too long, or steer a terminal: %s %j", async (_field, hello, detail) => {
    const peer = new BrokerHarness().connect();
    peer.send({ case: "hello", value: hello });
    expect(await peer.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR, detail });
  });

  test("that are not UTF-8", async () => {
    const peer = new BrokerHarness().connect();
    peer.sendBytes(sized(delimitedField(1, delimitedField(3, Uint8Array.of(0xff)))));
    expect(await peer.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR });
  });
});

describe("before Hello", () => {
  const others: FrameKindInit[] = [
    eventOf("a"),
    { case: "subscribe", value: { ref: 1, pattern: ">" } },
    { case: "ping", value: { ref: 1 } },
    { case: "goodbye", value: {} },
    { case: "statusRequest", value: { ref: 1 } },
    { case: "welcome", value: {} },
  ];
  test.each(others)("nothing else may be said: $case", async (kind) => {
    const harness = new BrokerHarness();
    const { broker } = harness;
    const peer = harness.connect();
    peer.send(kind);
    const goodbye = await peer.goodbye();
    expect(goodbye).toMatchObject({ code: Code.PROTOCOL_ERROR, detail: "the first frame must be Hello" });
    expect(broker.counts).toMatchObject({ connections: 0, eventsIn: 0 });
  });

  test.each([
    ["an empty frame", sized(Uint8Array.of())],
    ["a frame of a kind that this version does not know", sized(delimitedField(13, Uint8Array.of()))],
  ])("not even %s is let pass, which would be ignored later", async (_what, bytes) => {
    const peer = new BrokerHarness().connect();
    peer.sendBytes(bytes);
    const goodbye = await peer.goodbye();
    expect(goodbye).toMatchObject({ code: Code.PROTOCOL_ERROR, detail: "the first frame must be Hello" });
  });

  test("a frame has at most 4096 bytes", async () => {
    const peer = new BrokerHarness().connect();
    peer.sendBytes(helloOfSize(4_096));
    await expect(peer.next("welcome")).resolves.toBeDefined();
    const tooLarge = new BrokerHarness().connect();
    // Its size alone is enough to be refused.
    tooLarge.sendBytes(helloOfSize(4_097).slice(0, 2));
    expect(await tooLarge.goodbye()).toMatchObject({ code: Code.FRAME_TOO_LARGE });
  });

  test("the time is bounded, and trickling bytes do not extend it", async () => {
    const harness = new BrokerHarness({ handshakeTimeoutMs: 5_000 });
    const { clock, observed } = harness;
    const peer = harness.connect();
    const hello = helloOfSize(100);
    for (let second = 0; second < 4; second++) {
      peer.sendBytes(hello.slice(second, second + 1));
      clock.advance(1_000);
    }
    clock.advance(999);
    expect(peer.closed).toBe(false);
    clock.advance(1);
    expect(await peer.goodbye()).toMatchObject({ code: Code.HANDSHAKE_TIMEOUT, detail: "no Hello came in time" });
    expect(observed).toMatchObject([{ kind: "closed", reason: { code: "HANDSHAKE_TIMEOUT" } }]);
    expect(clock.pending).toBe(0);
  });
});

test("after Hello nobody is in a hurry", async () => {
  const harness = new BrokerHarness();
  const { clock } = harness;
  const peer = harness.connect();
  await peer.hello();
  expect(clock.pending).toBe(0);
  clock.advance(1_000_000);
  await peer.fence();
  expect(peer.closed).toBe(false);
});

test("a second Hello is a protocol error", async () => {
  const peer = new BrokerHarness().connect();
  await peer.hello();
  peer.send({ case: "hello", value: {} });
  expect(await peer.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR, detail: "Hello came a second time" });
});

/** A Hello whose Frame has so many bytes, by a field that this version does not know. */
function helloOfSize(bytes: number): Uint8Array {
  // Two bytes of tag and two or three of length around the filler, and the same for the Hello itself.
  for (let filler = bytes; filler > 0; filler--) {
    const frame = delimitedField(1, delimitedField(99, new Uint8Array(filler)));
    if (frame.length === bytes) return sized(frame);
  }
  throw new Error(`no Hello has ${bytes} bytes`);
}
