import { expect, test } from "vitest";
import { attackersOf, NOTHING_LIVE } from "../../../../examples/live-topology/editor/src/store/live.ts";
import type { AttackerNews, TrafficNews } from "../../../../examples/live-topology/editor/src/store/read-event.ts";
import { type Action, reduce } from "../../../../examples/live-topology/editor/src/store/state.ts";
import { loaded, NOON, played, topology } from "./made.ts";

function traffic(deckyId: string, at = 0): Action {
  const news: TrafficNews = { deckyId, bytes: 10, service: "http", peerIp: "" };
  return { type: "traffic", news, at };
}

function attacker(ip: string, deckyId: string, at = 0): Action {
  const news: AttackerNews = { ip, deckyId, service: "ssh", firstSeen: NOON, lastSeen: NOON };
  return { type: "attacker", news, at };
}

test("a decky pulses once for each report, and keeps a bounded number of bars", () => {
  const { live } = played(...loaded, ...Array.from({ length: 100 }, () => traffic("web")));
  expect(live.traffic.get("web")).toMatchObject({ pulse: 100 });
  expect(live.traffic.get("web")!.bars.length).toBeLessThan(20);
});

test("deckies of other topologies, and those that are gone, leave nothing", () => {
  const state = played(...loaded, traffic("web"), traffic("elsewhere"), attacker("192.0.2.1", "elsewhere"));
  expect([...state.live.traffic.keys()]).toEqual(["web"]);
  expect(state.live.attackers).toEqual([]);
  const without = { ...topology, deckies: topology.deckies.filter(({ id }) => id !== "web") };
  expect(reduce(state, { type: "topology", topology: without, refresh: 2 }).live.traffic.size).toBe(0);
});

test("an attacker is counted, with the deckies that it touched; who was heard of last stands first", () => {
  const { live } = played(
    ...loaded,
    attacker("192.0.2.1", "web"),
    attacker("192.0.2.2", "web"),
    attacker("192.0.2.1", "desk"),
    attacker("192.0.2.1", "web"),
  );
  expect(live.attackers.map(({ ip, observations }) => [ip, observations])).toEqual([
    ["192.0.2.1", 3],
    ["192.0.2.2", 1],
  ]);
  expect([...live.attackers[0]!.touched.keys()]).toEqual(["desk", "web"]);
});

test("attackers are bounded", () => {
  const many = Array.from({ length: 500 }, (_, index) => attacker(`192.0.2.${index}`, "web"));
  expect(played(...loaded, ...many).live.attackers.length).toBeLessThanOrEqual(40);
});

test("a decky is marked as attacked while somebody is at it", () => {
  const { live } = played(...loaded, attacker("192.0.2.1", "web", 1_000));
  expect(attackersOf(live.attackers, "web", 2_000)).toHaveLength(1);
  expect(attackersOf(live.attackers, "desk", 2_000)).toHaveLength(0);
  expect(attackersOf(live.attackers, "web", 600_000)).toHaveLength(0);
  expect(attackersOf(NOTHING_LIVE.attackers, "web", 0)).toEqual([]);
});
