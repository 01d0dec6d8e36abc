import { expect, test } from "vitest";
import { connectToProcessFake } from "../../src/testing/process-fake.ts";
import { RawPeer } from "../support/raw-peer.ts";

test("all connections to the fake of a process reach one broker", async () => {
  const [first, second] = [new RawPeer(connectToProcessFake()), new RawPeer(connectToProcessFake())];
  const [{ busId }, welcome] = [await first.hello(), await second.hello()];
  expect(busId).not.toBe("");
  expect(welcome.busId).toBe(busId);
  first.end();
  second.end();
  await Promise.all([first.untilClosed(), second.untilClosed()]);
});
