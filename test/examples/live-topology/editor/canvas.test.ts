// Where things go on the canvas: pure, without a browser.

import { expect, test } from "vitest";
import {
  freePlace,
  freeSlot,
  insideLan,
  lanAt,
} from "../../../../examples/live-topology/editor/src/canvas/geometry.ts";
import { moveOf } from "../../../../examples/live-topology/editor/src/canvas/moves.ts";
import { type CanvasNode, nodesOf } from "../../../../examples/live-topology/editor/src/canvas/nodes.ts";
import { freeName, freeSubnet } from "../../../../examples/live-topology/editor/src/canvas/suggestions.ts";
import { project } from "../../../../examples/live-topology/editor/src/store/projection.ts";
import { topology } from "./made.ts";

const view = project(topology, [], 0);
const nodes = nodesOf(view, [], new Set());

function moved(id: string, x: number, y: number): { node: CanvasNode; all: CanvasNode[] } {
  const all = nodes.map((node) => (node.id === id ? { ...node, position: { x, y } } : node));
  return { node: all.find((node) => node.id === id)!, all };
}

test("LANs stand before the deckies in them, and a LAN and a decky may have the same id", () => {
  const twins = nodesOf({ ...view, deckies: [{ ...view.deckies[0]!, id: "dmz" }] }, [], new Set());
  expect(twins.map(({ id, parentId }) => [id, parentId])).toEqual([
    ["lan:dmz", undefined],
    ["lan:office", undefined],
    ["decky:dmz", "lan:dmz"],
  ]);
});

test("what somebody holds stays where the hand is, whatever the store says", () => {
  const { all } = moved("lan:dmz", 77, 88);
  expect(nodesOf(view, all, new Set(["lan:dmz"]))[0]).toMatchObject({ position: { x: 77, y: 88 } });
  expect(nodesOf(view, all, new Set())[0]).toMatchObject({ position: { x: 0, y: 0 } });
});

test("a LAN that was dropped is one mutation, on whole numbers; one that was put back is none", () => {
  const { node, all } = moved("lan:dmz", 10.4, -3.6);
  expect(moveOf(node, all)).toEqual({ op: "move_lan", payload: { lan_id: "dmz", x: 10, y: -4 } });
  expect(moveOf(nodes[0]!, nodes)).toBeNull();
});

test("a decky moves within its LAN, or into the one under it, always with all of it inside", () => {
  const within = moved("decky:web", 500, 500);
  // 500, 500 is beside all LANs: back into its own, at the edge.
  expect(moveOf(within.node, within.all)).toEqual({
    op: "move_decky",
    payload: { decky_id: "web", x: 180, y: 140 },
  });
  const across = moved("decky:web", 430, 60);
  expect(moveOf(across.node, across.all)).toEqual({
    op: "move_decky",
    payload: { decky_id: "web", lan_id: "office", x: 30, y: 60 },
  });
});

test("of two LANs one upon the other, the upper one is meant", () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  expect(
    lanAt(
      [
        { ...box, id: 1 },
        { ...box, id: 2 },
      ],
      { x: 5, y: 5 },
    )?.id,
  ).toBe(2);
  expect(lanAt([box], { x: 10, y: 5 })).toBeUndefined();
});

test("new deckies fill the rows, and the last place takes those that there is no room for", () => {
  const lan = { width: 320, height: 220 };
  const placed: { x: number; y: number }[] = [];
  for (let count = 0; count < 6; count++) placed.push(freeSlot(lan, placed));
  expect(placed.slice(0, 4)).toEqual([
    { x: 22, y: 52 },
    { x: 166, y: 52 },
    { x: 22, y: 136 },
    { x: 166, y: 136 },
  ]);
  expect(placed[5]).toEqual(placed[3]);
  for (const place of placed) expect(insideLan(place, lan)).toEqual(place);
});

test("a new LAN covers none that is there", () => {
  const boxes = [...topology.lans];
  for (let count = 0; count < 8; count++) {
    const place = freePlace(boxes, { width: 320, height: 220 });
    const covered = boxes.some(({ x, y }) => Math.abs(x - place.x) < 320 && Math.abs(y - place.y) < 220);
    expect(covered).toBe(false);
    boxes.push({ ...topology.lans[0]!, ...place });
  }
});

test("suggested names and subnets are free", () => {
  expect(freeName("lan", ["lan-1", "lan-3"])).toBe("lan-4");
  expect(freeName("lan", ["a", "lan-3"])).toBe("lan-4");
  expect(freeSubnet(["10.0.1.0/24", "10.0.2.0/23", "nonsense"])).toBe("10.0.4.0/24");
  expect(freeSubnet(["10.0.0.0/8"])).toBe("");
});
