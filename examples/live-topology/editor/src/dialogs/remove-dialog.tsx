import { type ReactNode, useState } from "react";
import type { Operation } from "../../../shared/index.ts";
import { useEditor, useEditorState } from "../editor-context.tsx";
import type { Target } from "../store/operation-text.ts";
import type { View } from "../store/projection.ts";
import { viewOf } from "../store/view-of.ts";
import { Dialog } from "./dialog.tsx";

interface RemoveDialogProps {
  readonly targets: readonly Target[];
  readonly onClose: () => void;
}

/** Asks before something goes. A LAN goes only without deckies: they can go with it, if somebody says so. */
export function RemoveDialog({ targets, onClose }: RemoveDialogProps): ReactNode {
  const { submit } = useEditor();
  const view = useEditorState(viewOf);
  const [withDeckies, setWithDeckies] = useState(false);
  const { lans, deckies, inside } = removal(view, targets);
  const names = [...lans, ...deckies].map(({ name }) => `“${name}”`);
  const remove = (): void => {
    for (const operation of removals(view, targets)) submit(operation);
  };
  return (
    <Dialog
      title={names.length === 0 ? "Remove" : `Remove ${names.join(", ")}?`}
      action="Remove"
      isDanger
      isDisabled={names.length === 0 || (inside.length > 0 && !withDeckies)}
      onSubmit={remove}
      onClose={onClose}
    >
      {names.length === 0 && <p>It is gone already.</p>}
      {inside.length > 0 && (
        <>
          <p>A LAN can be removed only when there are no deckies in it.</p>
          <label className="field-check">
            <input type="checkbox" checked={withDeckies} onChange={(event) => setWithDeckies(event.target.checked)} />
            Remove {inside.map(({ name }) => `“${name}”`).join(", ")} too
          </label>
        </>
      )}
      {inside.length === 0 && names.length > 0 && <p>Every open page will see it go. It cannot be undone.</p>}
    </Dialog>
  );
}

interface Removal extends View {
  /** Deckies of the LANs that are not targets themselves. */
  readonly inside: View["deckies"];
}

/** What the targets are as of now. */
function removal(view: View, targets: readonly Target[]): Removal {
  const isTarget = (kind: Target["kind"], id: string): boolean =>
    targets.some((target) => target.kind === kind && target.id === id);
  const lans = view.lans.filter(({ id }) => isTarget("lan", id));
  const deckies = view.deckies.filter(({ id }) => isTarget("decky", id));
  const inside = view.deckies.filter(({ id, lan_id }) => !isTarget("decky", id) && isTarget("lan", lan_id));
  return { lans, deckies, inside };
}

/** Deckies first: they are applied in this order. */
function removals(view: View, targets: readonly Target[]): readonly Operation[] {
  const { lans, deckies, inside } = removal(view, targets);
  return [
    ...[...deckies, ...inside].map(({ id }) => ({ op: "remove_decky" as const, payload: { decky_id: id } })),
    ...lans.map(({ id }) => ({ op: "remove_lan" as const, payload: { lan_id: id } })),
  ];
}
