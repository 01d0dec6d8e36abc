import { expect, test } from "vitest";
import { randomOf } from "../../../examples/live-topology/chaos/random.ts";
import { TrafficMaker } from "../../../examples/live-topology/traffic/traffic.ts";
import { fakeBus } from "./stage.ts";

const log = { warn: (message: string): never => expect.unreachable(message) };
const targets = [
  { id: "web-1", services: ["http", "ssh"] },
  { id: "mute", services: [] },
];

test("what happens happens to deckies that there are, and attackers are known again", async () => {
  const bus = await fakeBus();
  const maker = new TrafficMaker(bus, { random: randomOf(1), log });
  for (let event = 0; event < 400; event++) maker.happen(targets, 1_700_000_000_123 + event);
  const traffic = await bus.published("decky.*.traffic");
  expect(traffic).toHaveLength(400);
  expect(new Set(traffic.map(({ params }) => params.deckyId))).toEqual(new Set(["web-1", "mute"]));
  const attackers = await bus.published("attacker.observed");
  expect(attackers.length).toBeGreaterThan(20);
  const ages = attackers.map(({ payload: { firstSeen, lastSeen } }) => lastSeen!.nanos - firstSeen!.nanos);
  expect(Math.min(...ages)).toBe(0);
  expect(Math.max(...ages)).toBeGreaterThan(0);
  expect(attackers.every(({ payload }) => /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(payload.ip))).toBe(true);
});

test("nothing happens where there is nothing, or no bus", async () => {
  const bus = await fakeBus();
  new TrafficMaker(bus, { random: Math.random, log }).happen([], 0);
  expect(await bus.published("decky.>")).toEqual([]);
  new TrafficMaker(null, { random: Math.random, log }).happen(targets, 0);
});
