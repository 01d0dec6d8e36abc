// New LANs and deckies: dragged out of the palette to where they shall stand, or by a button or key to where there is room.

import { useReactFlow } from "@xyflow/react";
import { type DragEvent, useMemo } from "react";
import { useOpenDialog } from "../dialogs/dialog-context.ts";
import { useEditor } from "../editor-context.tsx";
import { NEW_LAN_SIZE } from "../store/projection.ts";
import { viewOf } from "../store/view-of.ts";
import { DECKY_SIZE, insideLan, lanAt } from "./geometry.ts";

export type NewKind = "lan" | "decky";

export interface NewThings {
  readonly onDragStart: (kind: NewKind, event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  /** `lanId`: for a decky, if it is known where. */
  readonly add: (kind: NewKind, lanId?: string) => void;
}

const MEDIA_TYPE = "application/x-live-topology";

export function useNewThings(): NewThings {
  const { store } = useEditor();
  const { screenToFlowPosition } = useReactFlow();
  const openDialog = useOpenDialog();
  return useMemo(
    () => ({
      onDragStart: (kind, { dataTransfer }) => {
        dataTransfer.setData(MEDIA_TYPE, kind);
        dataTransfer.effectAllowed = "copy";
      },
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes(MEDIA_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDrop: (event) => {
        const kind = event.dataTransfer.getData(MEDIA_TYPE);
        if (kind === "") return;
        event.preventDefault();
        const point = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        if (kind === "lan") {
          const at = { x: Math.round(point.x - NEW_LAN_SIZE.width / 2), y: Math.round(point.y - 20) };
          return openDialog({ kind: "add-lan", at });
        }
        const lan = lanAt(viewOf(store.get()).lans, point);
        if (lan === undefined) return openDialog({ kind: "add-decky", lanId: null, at: null });
        const corner = {
          x: point.x - lan.x - DECKY_SIZE.width / 2,
          y: point.y - lan.y - DECKY_SIZE.height / 2,
        };
        openDialog({ kind: "add-decky", lanId: lan.id, at: insideLan(corner, lan) });
      },
      add: (kind, lanId) =>
        openDialog(
          kind === "lan" ? { kind: "add-lan", at: null } : { kind: "add-decky", lanId: lanId ?? null, at: null },
        ),
    }),
    [store, screenToFlowPosition, openDialog],
  );
}
