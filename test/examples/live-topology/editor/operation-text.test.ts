import { expect, test } from "vitest";
import {
  describe as describeOperation,
  namesIn,
} from "../../../../examples/live-topology/editor/src/store/operation-text.ts";
import { reduce } from "../../../../examples/live-topology/editor/src/store/state.ts";
import type { Operation } from "../../../../examples/live-topology/shared/index.ts";
import { loaded, mutation, played, topology } from "./made.ts";

test.each<[Operation, string]>([
  [{ op: "move_lan", payload: { lan_id: "dmz", x: 1.4, y: -2 } }, "Move LAN|DMZ|to 1, -2"],
  [{ op: "rename_decky", payload: { decky_id: "web", name: "www" } }, "Rename decky|web|to www"],
  [{ op: "move_decky", payload: { decky_id: "web", lan_id: "office", x: 1, y: 2 } }, "Move decky|web|in Office"],
  [{ op: "add_lan", payload: { name: "Lab", subnet: "10.0.9.0/24", x: 1, y: 2 } }, "Add LAN|Lab|10.0.9.0/24"],
  [{ op: "remove_lan", payload: { lan_id: "who" } }, "Remove LAN|who|"],
])("an operation in words: %j", (operation, text) => {
  const { names, entries } = played(...loaded);
  const { verb, name, detail } = describeOperation(operation, "m1", namesIn(names, entries));
  expect([verb, name, detail].join("|")).toBe(text);
});

test("what is gone is called as it was when it was last seen", () => {
  const without = { ...topology, lans: topology.lans.slice(1) };
  const { names, entries } = reduce(played(...loaded), { type: "topology", topology: without, refresh: 2 });
  expect(namesIn(names, entries)({ kind: "lan", id: "dmz" })).toBe("DMZ");
});

test("what was never seen is called as the history says that it was added", () => {
  const added = mutation(1, "applied", {
    op: "add_lan",
    payload: { lan_id: "lab", name: "Lab", subnet: "10.0.9.0/24", x: 1, y: 2 },
  });
  const { names, entries } = played({ type: "listed", mutations: [added], complete: true, refresh: 1 });
  expect(namesIn(names, entries)({ kind: "lan", id: "lab" })).toBe("Lab");
});
