// The canvas: LANs with their deckies in them, to be dragged, pushed by arrow keys, renamed and removed.

import { Background, BackgroundVariant, Controls, Panel, ReactFlow } from "@xyflow/react";
import { type ReactNode, useMemo } from "react";
import type { Theme } from "../theme.ts";
import { DeckyCard } from "./decky-card.tsx";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { LanBox } from "./lan-box.tsx";
import { Palette } from "./palette.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { useCanvasKeys } from "./use-canvas-keys.ts";
import { useCanvasNodes } from "./use-canvas-nodes.ts";
import { useNewThings } from "./use-new-things.ts";

const NODE_TYPES = { lan: LanBox, decky: DeckyCard };

/** All of it, with room for what stands upon the canvas: the palette above, and zoom and selection below. */
const ALL = { padding: { top: "84px", bottom: "76px", x: "5%" }, maxZoom: 1 } as const;

const HOW_TO =
  "Press Enter to select it. Then arrow keys move it, with Shift further; F2 renames it, Delete removes it, Escape lets it go. " +
  "L adds a LAN, D a decky.";

export function TopologyCanvas({ theme }: { readonly theme: Theme }): ReactNode {
  const { nodes, ...handlers } = useCanvasNodes();
  const selected = useMemo(() => nodes.filter((node) => node.selected === true), [nodes]);
  const newThings = useNewThings();
  const onKeyDown = useCanvasKeys(nodes, selected, newThings);
  return (
    <ReactFlow
      nodes={nodes}
      nodeTypes={NODE_TYPES}
      {...handlers}
      onKeyDown={onKeyDown}
      onDragOver={newThings.onDragOver}
      onDrop={newThings.onDrop}
      colorMode={theme}
      fitView
      fitViewOptions={ALL}
      minZoom={0.1}
      maxZoom={2}
      deleteKeyCode={null}
      nodesConnectable={false}
      nodeDragThreshold={3}
      ariaLabelConfig={{
        "node.a11yDescription.default": HOW_TO,
        "node.a11yDescription.keyboardDisabled": HOW_TO,
        "controls.ariaLabel": "Zoom",
      }}
    >
      <Background variant={BackgroundVariant.Dots} gap={22} size={1.5} />
      <Controls showInteractive={false} fitViewOptions={ALL} orientation="horizontal" position="bottom-left" />
      <Panel position="top-left">
        <Palette newThings={newThings} />
      </Panel>
      {nodes.length === 0 && <EmptyCanvas onAdd={() => newThings.add("lan")} />}
      {selected.length > 0 && (
        <Panel position="bottom-center">
          <SelectionBar selected={selected} />
        </Panel>
      )}
    </ReactFlow>
  );
}
