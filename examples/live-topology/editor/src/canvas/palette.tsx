import type { ReactNode } from "react";
import { Icon } from "../parts/icons.tsx";
import type { NewKind, NewThings } from "./use-new-things.ts";

const ITEMS: readonly { readonly kind: NewKind; readonly label: string; readonly key: string }[] = [
  { kind: "lan", label: "LAN", key: "L" },
  { kind: "decky", label: "Decky", key: "D" },
];

/** Drag one onto the canvas, or press it. */
export function Palette({ newThings }: { readonly newThings: NewThings }): ReactNode {
  return (
    <fieldset className="palette" aria-label="Add">
      {ITEMS.map(({ kind, label, key }) => (
        <button
          key={kind}
          type="button"
          className="palette-item"
          draggable
          onDragStart={(event) => newThings.onDragStart(kind, event)}
          onClick={() => newThings.add(kind)}
          aria-label={`Add a ${label}`}
          aria-keyshortcuts={key}
          title={`Drag it onto the canvas, or press it (${key})`}
        >
          <Icon name={kind} size={18} />
          {label}
        </button>
      ))}
    </fieldset>
  );
}
