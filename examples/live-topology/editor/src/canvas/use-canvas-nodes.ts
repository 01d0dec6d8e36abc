// The nodes that React Flow shows: what the store says, but for what is in somebody's hand. A node that is dragged, or pushed by arrow keys,
// is held; when it is let go, it becomes one mutation.

import { applyNodeChanges, type NodeChange, type OnNodeDrag, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useEditor, useEditorState } from "../editor-context.tsx";
import { viewOf } from "../store/view-of.ts";
import { lanUnder, moveOf } from "./moves.ts";
import { type CanvasNode, isLanNode, nodesOf } from "./nodes.ts";

/** So long after the last arrow key the node has arrived. */
const ARROWS_REST_MS = 600;

export interface CanvasNodes {
  readonly nodes: CanvasNode[];
  readonly onNodesChange: (changes: NodeChange<CanvasNode>[]) => void;
  readonly onNodeDragStart: OnNodeDrag<CanvasNode>;
  readonly onNodeDrag: OnNodeDrag<CanvasNode>;
  readonly onNodeDragStop: OnNodeDrag<CanvasNode>;
}

export function useCanvasNodes(): CanvasNodes {
  const view = useEditorState(viewOf);
  const [nodes, setNodes] = useState<CanvasNode[]>(() => nodesOf(view, [], new Set()));
  const [shownView, setShownView] = useState(view);
  const { held, letGo } = useHeldNodes(setNodes);
  const isDragging = useRef(false);
  const { push, rest } = useArrowPush(letGo);

  if (view !== shownView) {
    setShownView(view);
    setNodes(nodesOf(view, nodes, held));
  }

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      if (isDragging.current) return;
      // Moved, and not by the mouse.
      const pushed = changes.flatMap((change) => (change.type === "position" ? [change.id] : []));
      for (const id of pushed) held.add(id);
      if (pushed.length > 0) push();
    },
    [held, push],
  );

  return {
    nodes,
    onNodesChange,
    onNodeDragStart: (_event, _node, dragged) => {
      rest();
      isDragging.current = true;
      for (const { id } of dragged) held.add(id);
    },
    onNodeDrag: (_event, node) => setNodes((before) => withDropTarget(before, node)),
    onNodeDragStop: (_event, _node, dragged) => {
      isDragging.current = false;
      letGo(dragged);
    },
  };
}

type SetNodes = (change: (before: CanvasNode[]) => CanvasNode[]) => void;

interface HeldNodes {
  readonly held: Set<string>;
  /** Posts where they are. Without a list: where all that are held are. */
  readonly letGo: (moved?: readonly CanvasNode[]) => void;
}

function useHeldNodes(setNodes: SetNodes): HeldNodes {
  const { store, submit } = useEditor();
  const { getNodes } = useReactFlow<CanvasNode>();
  const [held] = useState(() => new Set<string>());
  const letGo = useCallback(
    (moved?: readonly CanvasNode[]) => {
      const all = getNodes();
      const there = new Set(all.map(({ id }) => id));
      const released = moved ?? all.filter(({ id }) => held.has(id));
      held.clear();
      for (const node of released) {
        const operation = there.has(node.id) ? moveOf(node, all) : null;
        if (operation !== null) submit(operation);
      }
      setNodes((before) => nodesOf(viewOf(store.get()), before, held));
    },
    [getNodes, held, setNodes, store, submit],
  );
  return { held, letGo };
}

interface ArrowPush {
  /** To be called after each arrow key. One mutation for all of them, when they rest. */
  readonly push: () => void;
  /** They rest now, if they have not yet: something else begins, or the page goes away. */
  readonly rest: () => void;
}

function useArrowPush(letGo: () => void): ArrowPush {
  const timeout = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = useCallback(() => {
    if (timeout.current === undefined) return;
    clearTimeout(timeout.current);
    timeout.current = undefined;
    letGo();
  }, [letGo]);
  const push = useCallback(() => {
    clearTimeout(timeout.current);
    timeout.current = setTimeout(rest, ARROWS_REST_MS);
  }, [rest]);
  useEffect(() => {
    // Captured: before the outbox, which then sends what it has.
    addEventListener("pagehide", rest, { capture: true });
    return () => {
      removeEventListener("pagehide", rest, { capture: true });
      clearTimeout(timeout.current);
    };
  }, [rest]);
  return { push, rest };
}

function withDropTarget(nodes: CanvasNode[], dragged: CanvasNode): CanvasNode[] {
  if (isLanNode(dragged)) return nodes;
  const target = lanUnder(dragged, nodes)?.id;
  return nodes.map((node) => {
    if (!isLanNode(node)) return node;
    const isDropTarget = node.id === target && node.id !== dragged.parentId;
    return node.data.isDropTarget === isDropTarget ? node : { ...node, data: { ...node.data, isDropTarget } };
  });
}
