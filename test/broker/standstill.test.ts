// A broker that was stopped (SIGSTOP, a suspended machine) and goes on: its timers are late, and run before anything is read.

import { describe, expect, test } from "vitest";
import { createBroker } from "../../src/broker/broker.ts";
import type { Clock } from "../../src/clock.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { HeldConnection } from "../simulation/held-connection.ts";
import { eventFrame } from "../support/broker-harness.ts";
import { joined } from "../support/bytes.ts";
import { settled } from "../support/settled.ts";

/** Time stands still, and then jumps: whatever has fallen due runs, once, and sees the time after the jump. */
class JumpingClock implements Clock {
  #nowMs = 0;
  #calls: { readonly dueMs: number; readonly run: () => void }[] = [];

  monotonicMs(): number {
    return this.#nowMs;
  }

  unixMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): { cancel: () => void } {
    const call = { dueMs: this.#nowMs + ms, run };
    this.#calls.push(call);
    return { cancel: () => void (this.#calls = this.#calls.filter((other) => other !== call)) };
  }

  jump(ms: number): void {
    this.#nowMs += ms;
    const due = this.#calls.filter(({ dueMs }) => dueMs <= this.#nowMs);
    this.#calls = this.#calls.filter((call) => !due.includes(call));
    for (const { run } of due) run();
  }
}

const HELLO = encodeFrame({ case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName: "busy" } });
const EVENT = eventFrame("a.b");

function stage(): { clock: JumpingClock; peer: HeldConnection } {
  const clock = new JumpingClock();
  const peer = new HeldConnection();
  createBroker({ clock, busId: "bus", server: "broker/test" }).accept(peer);
  return { clock, peer };
}

describe("a broker that was stopped for a minute", () => {
  test.each([
    ["the rest of a frame", [joined([HELLO, EVENT.subarray(0, 4)]), EVENT.subarray(4)]],
    ["a Hello", [HELLO.subarray(0, 0), HELLO]],
  ])("reads %s that has been waiting before it says that the peer is late", async (_what, [before, waiting]) => {
    const { clock, peer } = stage();
    peer.deliver(before!);
    clock.jump(60_000);
    peer.deliver(waiting!);
    clock.jump(60_000);
    await settled();
    expect(peer.ended).toBe(false);
    expect(peer.destroyed).toBe(false);
  });

  test("still refuses a peer that has sent nothing meanwhile", async () => {
    const { clock, peer } = stage();
    clock.jump(60_000);
    clock.jump(100);
    await settled();
    peer.take();
    expect(peer.ended).toBe(true);
  });
});
