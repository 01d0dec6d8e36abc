import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import type { Lan } from "../../../shared/index.ts";
import { type Box, around, isWithin } from "./geometry.ts";

/** Of the canvas's size, around what is shown. */
const ROOM = 0.12;

/** So that nobody adds something and does not see it: shows all LANs and this box, unless the box is in view already. */
export function useBringIntoView(): (box: Box, lans: readonly Lan[]) => void {
  const { fitBounds, getViewport } = useReactFlow();
  const canvas = useStoreApi();
  return useCallback(
    (box, lans) => {
      const { width, height } = canvas.getState();
      const { x, y, zoom } = getViewport();
      const seen = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
      if (!isWithin(box, seen)) void fitBounds(around([...lans, box]), { padding: ROOM });
    },
    [canvas, fitBounds, getViewport],
  );
}
