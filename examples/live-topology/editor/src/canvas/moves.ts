// What a node that was moved asks for.

import type { Operation, Position } from "../../../shared/index.ts";
import { DECKY_SIZE, insideLan, lanAt } from "./geometry.ts";
import { type CanvasNode, type DeckyNode, isLanNode, type LanNode } from "./nodes.ts";

/** `nodes`: all, as they stand on the canvas. Null if it has not moved. A decky that was dropped beside all LANs stays in its own. */
export function moveOf(node: CanvasNode, nodes: readonly CanvasNode[]): Operation | null {
  return isLanNode(node) ? moveLan(node) : moveDecky(node, nodes);
}

/** The LAN that a decky would get into, if it were dropped now. */
export function lanUnder(node: DeckyNode, nodes: readonly CanvasNode[]): LanNode | undefined {
  const lans = nodes.filter((other) => isLanNode(other));
  const home = lans.find(({ id }) => id === node.parentId);
  if (home === undefined) return undefined;
  const centre = {
    x: home.position.x + node.position.x + DECKY_SIZE.width / 2,
    y: home.position.y + node.position.y + DECKY_SIZE.height / 2,
  };
  const boxes = lans.map(({ id, position, data: { lan } }) => ({ ...lan, ...position, node: id }));
  const found = lanAt(boxes, centre);
  return lans.find(({ id }) => id === found?.node) ?? home;
}

function moveLan({ position, data: { lan } }: LanNode): Operation | null {
  const { x, y } = rounded(position);
  return x === lan.x && y === lan.y ? null : { op: "move_lan", payload: { lan_id: lan.id, x, y } };
}

function moveDecky(node: DeckyNode, nodes: readonly CanvasNode[]): Operation | null {
  const { decky } = node.data;
  const home = nodes.filter((other) => isLanNode(other)).find(({ id }) => id === node.parentId);
  const target = lanUnder(node, nodes);
  if (home === undefined || target === undefined) return null;
  const { x, y } = insideLan(
    {
      x: home.position.x + node.position.x - target.position.x,
      y: home.position.y + node.position.y - target.position.y,
    },
    target.data.lan,
  );
  const lanId = target.data.lan.id;
  if (lanId !== decky.lan_id) return { op: "move_decky", payload: { decky_id: decky.id, lan_id: lanId, x, y } };
  return x === decky.x && y === decky.y ? null : { op: "move_decky", payload: { decky_id: decky.id, x, y } };
}

function rounded({ x, y }: Position): Position {
  return { x: Math.round(x), y: Math.round(y) };
}
