// Keys of the canvas, as long as the focus is in it. Arrows, Enter and Escape are React Flow's own.

import type { KeyboardEvent } from "react";
import { useOpenDialog } from "../dialogs/dialog-context.ts";
import { type CanvasNode, targetOfNode } from "./nodes.ts";
import type { NewThings } from "./use-new-things.ts";

export function useCanvasKeys(
  nodes: readonly CanvasNode[],
  selected: readonly CanvasNode[],
  newThings: NewThings,
): (event: KeyboardEvent) => void {
  const openDialog = useOpenDialog();
  return (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(target instanceof Element) || target.matches("input, select, textarea"))
      return;
    const focusedId = target.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    const focused = nodes.find(({ id }) => id === focusedId);
    // What has the focus, or the selection if that is a part of it.
    const meant = focused === undefined || focused.selected === true ? selected : [focused];
    const act = actionFor(key);
    if (act === undefined) return;
    event.preventDefault();
    if (act === "add-lan") newThings.add("lan");
    else if (act === "add-decky") newThings.add("decky", meant.map((node) => lanIdOf(node))[0]);
    else if (act === "rename" && meant.length === 1) openDialog({ kind: "rename", target: targetOfNode(meant[0]!) });
    else if (act === "remove" && meant.length > 0) openDialog({ kind: "remove", targets: meant.map(targetOfNode) });
  };
}

type KeyAction = "add-lan" | "add-decky" | "rename" | "remove";

function actionFor(key: string): KeyAction | undefined {
  switch (key) {
    case "l":
    case "L":
      return "add-lan";
    case "d":
    case "D":
      return "add-decky";
    case "F2":
      return "rename";
    case "Delete":
    case "Backspace":
      return "remove";
    default:
      return undefined;
  }
}

function lanIdOf(node: CanvasNode): string {
  return node.type === "lan" ? node.data.lan.id : node.data.decky.lan_id;
}
