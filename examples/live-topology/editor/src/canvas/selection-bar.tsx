import type { ReactNode } from "react";
import { useOpenDialog } from "../dialogs/dialog-context.ts";
import { Icon } from "../parts/icons.tsx";
import { type CanvasNode, type DeckyNode, targetOfNode } from "./nodes.ts";
import { useAttackers } from "./use-attackers.ts";

/** What is selected, and what can be done with it. */
export function SelectionBar({ selected }: { readonly selected: readonly CanvasNode[] }): ReactNode {
  const openDialog = useOpenDialog();
  const targets = selected.map(targetOfNode);
  const only = selected.length === 1 ? selected[0] : undefined;
  return (
    <fieldset className="selection-bar" aria-label="Selection">
      {only === undefined ? <strong>{selected.length} selected</strong> : <Details node={only} />}
      {only !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => openDialog({ kind: "rename", target: targetOfNode(only) })}
          aria-keyshortcuts="F2"
          title="F2"
        >
          <Icon name="rename" />
          Rename
        </button>
      )}
      <button
        type="button"
        className="button button-danger"
        onClick={() => openDialog({ kind: "remove", targets })}
        aria-keyshortcuts="Delete"
        title="Delete"
      >
        <Icon name="remove" />
        Remove
      </button>
    </fieldset>
  );
}

function Details({ node }: { readonly node: CanvasNode }): ReactNode {
  if (node.type === "decky") return <DeckyDetails node={node} />;
  const { name, subnet } = node.data.lan;
  return (
    <span className="selection-text">
      <strong>{name}</strong>
      <span className="mono">{subnet}</span>
    </span>
  );
}

function DeckyDetails({ node }: { readonly node: DeckyNode }): ReactNode {
  const { id, name, ip, services } = node.data.decky;
  const attackers = useAttackers(id);
  return (
    <span className="selection-text">
      <strong>{name}</strong>
      <span className="mono">{ip ?? "address to come"}</span>
      <span className="muted">{services.join(" · ") || "no services"}</span>
      {attackers.length > 0 && (
        <span className="attack-text mono">
          <Icon name="attacker" size={14} />
          {attackers.length === 1 ? attackers[0]?.ip : `${attackers.length} attackers`}
        </span>
      )}
    </span>
  );
}
