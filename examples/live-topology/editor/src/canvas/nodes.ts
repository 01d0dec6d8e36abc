// The view as React Flow's nodes: a group for each LAN, and in it, with positions from its corner, its deckies.

import type { Node } from "@xyflow/react";
import { keyOf, type Target } from "../store/operation-text.ts";
import type { DeckyView, LanView, Mark, View } from "../store/projection.ts";
import { DECKY_SIZE } from "./geometry.ts";

export type LanNode = Node<{ readonly lan: LanView; readonly hue: number; readonly isDropTarget: boolean }, "lan">;
export type DeckyNode = Node<{ readonly decky: DeckyView }, "decky">;
export type CanvasNode = LanNode | DeckyNode;

/** `held`: keys of nodes that somebody is moving right now; they stay where the hand is. */
export function nodesOf(view: View, before: readonly CanvasNode[], held: ReadonlySet<string>): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const hues = huesOf(view.lans);
  const lans = view.lans.map((lan) => keep(lanNode(lan, view, hues.get(lan.id)!), known, held));
  const deckies = view.deckies.map((decky) => keep(deckyNode(decky), known, held));
  // A group has to stand before what is in it.
  return [...lans, ...deckies];
}

export function targetOfNode(node: CanvasNode): Target {
  return node.type === "lan" ? { kind: "lan", id: node.data.lan.id } : { kind: "decky", id: node.data.decky.id };
}

export function isLanNode(node: CanvasNode): node is LanNode {
  return node.type === "lan";
}

function keep<SomeNode extends CanvasNode>(
  node: SomeNode,
  known: ReadonlyMap<string, CanvasNode>,
  held: ReadonlySet<string>,
): SomeNode {
  const old = known.get(node.id);
  if (old === undefined) return node;
  const { selected = false, measured, dragging = false } = old;
  return {
    ...node,
    selected,
    dragging,
    ...(measured === undefined ? {} : { measured }),
    ...(held.has(node.id) && old.parentId === node.parentId ? { position: old.position } : {}),
  };
}

function lanNode(lan: LanView, { deckies }: View, hue: number): LanNode {
  const inside = deckies.filter(({ lan_id }) => lan_id === lan.id).length;
  return {
    id: keyOf({ kind: "lan", id: lan.id }),
    type: "lan",
    position: { x: lan.x, y: lan.y },
    width: lan.width,
    height: lan.height,
    data: { lan, hue, isDropTarget: false },
    ariaLabel: `LAN ${lan.name}, ${lan.subnet}, ${inside === 1 ? "1 decky" : `${inside} deckies`}${inWords(lan.mark)}`,
  };
}

function deckyNode(decky: DeckyView): DeckyNode {
  return {
    id: keyOf({ kind: "decky", id: decky.id }),
    type: "decky",
    parentId: keyOf({ kind: "lan", id: decky.lan_id }),
    position: { x: decky.x, y: decky.y },
    ...DECKY_SIZE,
    data: { decky },
    ariaLabel: `Decky ${decky.name}, ${decky.ip ?? "address to come"}, ${decky.services.join(", ") || "no services"}${inWords(decky.mark)}`,
  };
}

function inWords(mark: Mark | null): string {
  return mark === null ? "" : `, ${mark.removing ? "to be removed, " : ""}${mark.state}`;
}

/** Far from each other, and from the colours that mean something: amber, red, and the attackers' pink. */
const HUES = [250, 145, 305, 195, 110, 275];

/** A colour for each LAN, the same in every page: its own one, or, if a LAN before it has that, the next. */
function huesOf(lans: readonly LanView[]): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  for (const { id } of lans) {
    const taken = new Set([...hues.values()].slice(-(HUES.length - 1)));
    const first = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7) % HUES.length;
    const inTurn = [...HUES.slice(first), ...HUES.slice(0, first)];
    hues.set(id, inTurn.find((hue) => !taken.has(hue)) ?? HUES[first]!);
  }
  return hues;
}
