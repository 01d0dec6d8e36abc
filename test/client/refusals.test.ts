// What a client refuses by itself, before or instead of the broker.

import { expect, test } from "vitest";
import { helloOf } from "../../src/client/hello.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, ScriptedBroker, welcome } from "../support/bus-over-memory.ts";

test.each([
  ["longer than 128 bytes", "ä".repeat(65)],
  ["with a control character", "a\nb"],
])("a client name %s is its caller's mistake, and not a defect of the protocol", (_what, clientName) => {
  expect(() => helloOf({ clientName })).toThrow(busError("INVALID_CONFIG"));
});

test("a client name of 128 bytes is one that the bus takes", () => {
  expect(helloOf({ clientName: "ä".repeat(64) }).clientName).toHaveLength(64);
});

test("a broker that welcomes with another protocol is not spoken to", async () => {
  const { bus, peer } = new ScriptedBroker();
  const connecting = bus.connect();
  peer.send(welcome({ protocol: 9 }));
  await expect(connecting).rejects.toThrow(busError("UNSUPPORTED_PROTOCOL"));
  expect(bus.connected).toBe(false);
});

test("a bus that was connected and closed cannot be connected again", async () => {
  const bus = busOn(new BrokerHarness());
  await bus.connect();
  await bus.close();
  await expect(bus.connect()).rejects.toThrow(busError("CLOSED"));
});
