// The canvas: what the topology says, and upon it what is not yet so.

import { describe, expect, test } from "vitest";
import { project, type View } from "../../../../examples/live-topology/editor/src/store/projection.ts";
import { type Action, type EditorState, reduce } from "../../../../examples/live-topology/editor/src/store/state.ts";
import type { Operation } from "../../../../examples/live-topology/shared/index.ts";
import { loaded, moveDmz, mutation, news, NOON, played, topology } from "./made.ts";

const submitted = (id: string, operation: Operation): Action => ({ type: "submitted", id, operation, at: NOON });

function shown({ topology: now, entries, shownRefresh }: EditorState): View {
  return project(now!, entries, shownRefresh);
}

function dmz(state: EditorState): View["lans"][number] | undefined {
  return shown(state).lans.find(({ id }) => id === "dmz");
}

describe("a LAN that was moved", () => {
  const moved = played(...loaded, submitted("m1", moveDmz));

  test("stands where it was dropped at once, and is marked", () => {
    expect(dmz(moved)).toMatchObject({ x: 50, y: 60, mark: { state: "sending", removing: false } });
    expect(dmz(reduce(moved, news("m1", "applying")))?.mark).toEqual({ state: "applying", removing: false });
  });

  test("stands where it was again when it has failed", () => {
    expect(dmz(reduce(moved, news("m1", "failed")))).toMatchObject({ x: 0, y: 0, mark: null });
  });

  test("stays there when it was applied, until a topology comes that is sure to have it", () => {
    let state = played(...loaded, submitted("m1", moveDmz), { type: "refresh-begun" }, news("m1", "applied"));
    expect(dmz(state)).toMatchObject({ x: 50, y: 60, mark: null });

    // This answer may have been written before the mutation was applied.
    state = reduce(state, { type: "topology", topology, refresh: 2 });
    expect(dmz(state)).toMatchObject({ x: 50, y: 60 });

    const moveOn = { ...topology, lans: topology.lans.map((lan) => ({ ...lan, x: 99 })) };
    state = reduce(reduce(state, { type: "refresh-begun" }), { type: "topology", topology: moveOn, refresh: 3 });
    expect(dmz(state)).toMatchObject({ x: 99 });
  });

  test("is believed to the list: the topology that was asked for after it has what it calls applied", () => {
    const state = played(
      ...loaded,
      { type: "refresh-begun" },
      { type: "listed", mutations: [mutation(1, "applied")], complete: true, refresh: 2 },
      { type: "topology", topology, refresh: 2 },
    );
    expect(dmz(state)).toMatchObject({ x: 0, y: 0 });
  });

  test("stands where the last of several mutations puts it, in the order of the database", () => {
    const first: Operation = { op: "move_lan", payload: { lan_id: "dmz", x: 1, y: 1 } };
    const state = played(...loaded, {
      type: "listed",
      mutations: [mutation(2, "pending"), mutation(1, "applying", first)],
      complete: true,
      refresh: 2,
    });
    expect(dmz(state)).toMatchObject({ x: 50, y: 60, mark: { state: "pending" } });
  });
});

test("new LANs and deckies are shown before they are there, and can be worked with", () => {
  const add: Operation = {
    op: "add_lan",
    payload: { lan_id: "lab", name: "Lab", subnet: "10.0.9.0/24", x: 5, y: 6 },
  };
  const put: Operation = {
    op: "add_decky",
    payload: { decky_id: "new", lan_id: "lab", name: "new", services: ["ssh"], x: 20, y: 52 },
  };
  const rename: Operation = { op: "rename_lan", payload: { lan_id: "lab", name: "Laboratory" } };
  const { lans, deckies } = shown(
    played(...loaded, submitted("m1", add), submitted("m2", put), submitted("m3", rename)),
  );
  expect(lans.at(-1)).toMatchObject({ id: "lab", name: "Laboratory", x: 5, width: 320, mark: { state: "sending" } });
  expect(deckies.at(-1)).toMatchObject({ id: "new", lan_id: "lab", ip: null });
});

test("a decky that goes to another LAN has no address until the mutator has given it one", () => {
  const move: Operation = { op: "move_decky", payload: { decky_id: "web", lan_id: "office", x: 8, y: 52 } };
  const { deckies } = shown(played(...loaded, submitted("m1", move)));
  expect(deckies[0]).toMatchObject({ id: "web", lan_id: "office", ip: null });
});

test("what is to be removed is marked, gone when it was applied, and there again when it has failed", () => {
  const remove: Operation = { op: "remove_decky", payload: { decky_id: "web" } };
  const removing = played(...loaded, submitted("m1", remove));
  const web = (state: EditorState): unknown => shown(state).deckies.find(({ id }) => id === "web");
  expect(web(removing)).toMatchObject({ mark: { state: "sending", removing: true } });
  expect(web(reduce(removing, news("m1", "applied")))).toBeUndefined();
  expect(web(reduce(removing, news("m1", "failed")))).toMatchObject({ mark: null });
});

test("mutations of what is not there, and deckies without a LAN, are not shown", () => {
  const state = played(
    ...loaded,
    submitted("m1", { op: "move_lan", payload: { lan_id: "gone", x: 1, y: 1 } }),
    submitted("m2", { op: "rename_decky", payload: { decky_id: "gone", name: "x" } }),
    submitted("m3", { op: "add_decky", payload: { lan_id: "gone", name: "x", services: [], x: 1, y: 1 } }),
  );
  expect(shown(state).lans).toHaveLength(2);
  expect(shown(state).deckies.map(({ id }) => id)).toEqual(["web", "desk"]);
});
