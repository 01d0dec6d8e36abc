// How a connection ends that has done nothing wrong, or that does not read why it is closed: nothing of it stays.

import { describe, expect, test } from "vitest";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { BrokerHarness, eventFrame, eventOf } from "../support/broker-harness.ts";
import { joined, sized } from "../support/bytes.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { settled } from "../support/settled.ts";

function expectNothingLeft({ broker, clock }: BrokerHarness): void {
  expect(broker.counts).toMatchObject({ connections: 0, patterns: 0 });
  expect(clock.pending).toBe(0);
}

describe("a client leaves", () => {
  test("with a Goodbye: what it asked is still answered, then the connection is closed without another word", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.subscriber("a");
    peer.sendBytes(
      joined([
        eventFrame("a"),
        encodeFrame({ case: "ping", value: { ref: 1 } }),
        encodeFrame({ case: "goodbye", value: {} }),
        encodeFrame({ case: "ping", value: { ref: 2 } }),
      ]),
    );
    expect((await peer.next("pong")).ref).toBe(1);
    await peer.untilClosed();
    expect(peer.inbox).toEqual([]);
    expectNothingLeft(harness);
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: undefined, dropped: 0 });
  });

  test.each([
    ["by ending its stream", (peer: RawPeer) => peer.end()],
    ["by vanishing", (peer: RawPeer) => peer.destroy()],
    ["in the middle of a frame", (peer: RawPeer) => (peer.sendBytes(eventFrame("a", 50).slice(0, 20)), peer.end())],
  ])("%s, and nothing of it remains", async (_how, leave) => {
    const harness = new BrokerHarness();
    const [peer, subscriber] = [await harness.subscriber("a"), await harness.subscriber(">")];
    await peer.subscribe("b.*");
    leave(peer);
    await peer.untilClosed();
    await settled();
    expect(harness.broker.counts).toMatchObject({ connections: 1, patterns: 1 });
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: undefined });
    subscriber.end();
    await subscriber.untilClosed();
    await settled();
    expectNothingLeft(harness);
  });

  test("before it has said Hello", async () => {
    const harness = new BrokerHarness();
    const peer = harness.connect();
    peer.destroy();
    await peer.untilClosed();
    await settled();
    expectNothingLeft(harness);
    expect(harness.observed).toEqual([{ kind: "closed", client: undefined, reason: undefined, dropped: 0 }]);
  });

  test("while events wait for it: they are let go of, and others get theirs", async () => {
    const harness = new BrokerHarness();
    const [publisher, leaving, staying] = [
      await harness.open(),
      await harness.subscriber("a"),
      await harness.subscriber("a"),
    ];
    leaving.pause();
    for (let index = 0; index < 3; index++) {
      publisher.send(eventOf("a"));
      await publisher.fence();
    }
    leaving.destroy();
    await leaving.untilClosed();
    publisher.send(eventOf("a"));
    await publisher.fence();
    await staying.fence();
    expect(staying.takeTopics()).toHaveLength(4);
    expect(leaving.inbox).toEqual([]);
  });
});

describe("a peer that was told Goodbye and does not read", () => {
  test("is closed all the same after the drain time-out", async () => {
    const harness = new BrokerHarness({ drainTimeoutMs: 1_000 });
    const peer = await harness.open();
    peer.pause();
    peer.sendBytes(sized(Uint8Array.of(40, 1)));
    await settled();
    harness.clock.advance(999);
    await settled();
    expect(harness.broker.counts.connections).toBe(1);
    harness.clock.advance(1);
    await peer.untilClosed();
    await settled();
    expectNothingLeft(harness);
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: { code: "PROTOCOL_ERROR" } });
  });
});
