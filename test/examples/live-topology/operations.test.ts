// Every operation: what it does, and why it is refused.

import { expect, test } from "vitest";
import { claimMutation, endMutation } from "../../../examples/live-topology/database/claims.ts";
import type { Database } from "../../../examples/live-topology/database/open.ts";
import { readTopology } from "../../../examples/live-topology/database/topologies.ts";
import { perform } from "../../../examples/live-topology/mutator/operations.ts";
import type { Operation, Topology } from "../../../examples/live-topology/shared/index.ts";
import { enqueue, mazeDatabase } from "./stage.ts";

/** Why it was refused; empty if it was done. */
function run(database: Database, operation: Operation): string {
  enqueue(database, operation);
  const claimed = claimMutation(database, { mutator: "m1", leaseMs: 1, nowMs: 0 })!;
  return endMutation(database, claimed, 0, () => perform(database, claimed))!.reason;
}

function maze(database: Database): Topology {
  return readTopology(database, "maze")!;
}

const lab = { lan_id: "lab", name: "Lab", subnet: "10.7.0.0/29", x: 1, y: 2 };
const spy = { decky_id: "spy-1", lan_id: "office", name: "spy-1", services: ["ssh"], x: 3, y: 4 };
const at = { x: 9, y: 8 };

test("a LAN can be added, moved, renamed, and removed when it is empty", () => {
  const database = mazeDatabase();
  expect(run(database, { op: "add_lan", payload: lab })).toBe("");
  expect(run(database, { op: "move_lan", payload: { lan_id: "lab", ...at } })).toBe("");
  expect(run(database, { op: "rename_lan", payload: { lan_id: "lab", name: "Laboratory" } })).toBe("");
  const found = maze(database).lans.find(({ id }) => id === "lab");
  expect(found).toEqual({ id: "lab", name: "Laboratory", subnet: "10.7.0.0/29", ...at, width: 320, height: 220 });
  expect(run(database, { op: "remove_lan", payload: { lan_id: "lab" } })).toBe("");
  expect(maze(database).lans).toHaveLength(3);
  expect(maze(database).version).toBe(4);
});

test("a decky can be added with the lowest free address or its own, moved, renamed and removed", () => {
  const database = mazeDatabase();
  expect(run(database, { op: "add_decky", payload: spy })).toBe("");
  expect(
    run(database, { op: "add_decky", payload: { ...spy, decky_id: "spy-2", name: "spy-2", ip: "10.0.2.200" } }),
  ).toBe("");
  expect(
    maze(database)
      .deckies.filter(({ id }) => id.startsWith("spy"))
      .map(({ ip }) => ip),
  ).toEqual(["10.0.2.4", "10.0.2.200"]);
  expect(run(database, { op: "move_decky", payload: { decky_id: "spy-1", ...at } })).toBe("");
  expect(run(database, { op: "rename_decky", payload: { decky_id: "spy-1", name: "mole" } })).toBe("");
  const mole = { id: "spy-1", lan_id: "office", name: "mole", ip: "10.0.2.4", services: ["ssh"], ...at };
  expect(maze(database).deckies).toContainEqual(mole);
  expect(run(database, { op: "move_decky", payload: { decky_id: "spy-1", lan_id: "dmz", ...at } })).toBe("");
  expect(maze(database).deckies).toContainEqual({ ...mole, lan_id: "dmz", ip: "10.0.1.4" });
  expect(run(database, { op: "remove_decky", payload: { decky_id: "spy-1" } })).toBe("");
  expect(maze(database).deckies).toHaveLength(7);
});

const REFUSALS: readonly (readonly [Operation, string])[] = [
  [{ op: "add_lan", payload: { ...lab, lan_id: "dmz" } }, "there is a LAN with the id dmz already"],
  [{ op: "add_lan", payload: { ...lab, name: "DMZ" } }, "there is a LAN called “DMZ” already"],
  [
    { op: "add_lan", payload: { ...lab, subnet: "10.0.0.0/16" } },
    "10.0.0.0/16 overlaps 10.0.1.0/24, the subnet of “DMZ”",
  ],
  [{ op: "remove_lan", payload: { lan_id: "dmz" } }, "there are 2 deckies in “DMZ”; move or remove them first"],
  [{ op: "remove_lan", payload: { lan_id: "none" } }, "there is no LAN none"],
  [{ op: "move_lan", payload: { lan_id: "none", ...at } }, "there is no LAN none"],
  [{ op: "rename_lan", payload: { lan_id: "dmz", name: "Office" } }, "there is a LAN called “Office” already"],
  [{ op: "add_decky", payload: { ...spy, decky_id: "web-1" } }, "there is a decky with the id web-1 already"],
  [{ op: "add_decky", payload: { ...spy, name: "web-1" } }, "there is a decky called “web-1” already"],
  [{ op: "add_decky", payload: { ...spy, lan_id: "none" } }, "there is no LAN none"],
  [{ op: "add_decky", payload: { ...spy, ip: "10.0.2.2" } }, "10.0.2.2 is taken by another decky"],
  [
    { op: "add_decky", payload: { ...spy, ip: "10.0.1.9" } },
    "10.0.1.9 is no host's address in 10.0.2.0/24, the subnet of “Office”",
  ],
  [
    { op: "add_decky", payload: { ...spy, ip: "10.0.2.255" } },
    "10.0.2.255 is no host's address in 10.0.2.0/24, the subnet of “Office”",
  ],
  [{ op: "remove_decky", payload: { decky_id: "none" } }, "there is no decky none"],
  [{ op: "move_decky", payload: { decky_id: "none", ...at } }, "there is no decky none"],
  [{ op: "move_decky", payload: { decky_id: "web-1", lan_id: "none", ...at } }, "there is no LAN none"],
  [{ op: "rename_decky", payload: { decky_id: "web-1", name: "mail-1" } }, "there is a decky called “mail-1” already"],
  [{ op: "evacuate", payload: {} } as unknown as Operation, "this mutator knows no operation evacuate"],
  [{ op: "constructor", payload: {} } as unknown as Operation, "this mutator knows no operation constructor"],
];

test.for(REFUSALS)("%o is refused: %s", ([operation, reason]) => {
  const database = mazeDatabase();
  const { lans, deckies } = maze(database);
  expect(run(database, operation)).toBe(reason);
  const after = maze(database);
  expect(after).toMatchObject({
    lans,
    deckies,
    version: 0,
    state: "degraded",
    reason: `${operation.op} failed: ${reason}`,
  });
});

test("a LAN can keep its name, and be full", () => {
  const database = mazeDatabase();
  expect(run(database, { op: "rename_lan", payload: { lan_id: "dmz", name: "DMZ" } })).toBe("");
  expect(run(database, { op: "add_lan", payload: { ...lab, subnet: "10.7.0.0/30" } })).toBe("");
  expect(run(database, { op: "move_decky", payload: { decky_id: "web-1", lan_id: "lab", ...at } })).toBe("");
  expect(run(database, { op: "move_decky", payload: { decky_id: "mail-1", lan_id: "lab", ...at } })).toBe(
    "no address is free in 10.7.0.0/30, the subnet of “Lab”",
  );
  expect(run(database, { op: "remove_lan", payload: { lan_id: "lab" } })).toBe(
    "there is a decky in “Lab”; move or remove it first",
  );
});
