import { type ReactNode, useState } from "react";
import { useEditor } from "../editor-context.tsx";
import type { Target } from "../store/operation-text.ts";
import { viewOf } from "../store/view-of.ts";
import { Dialog } from "./dialog.tsx";
import { nameProblem } from "./field-problems.ts";
import { TextField } from "./text-field.tsx";

interface RenameDialogProps {
  readonly target: Target;
  readonly onClose: () => void;
}

export function RenameDialog({ target: { kind, id }, onClose }: RenameDialogProps): ReactNode {
  const { store, submit } = useEditor();
  const [before] = useState(() => {
    const { lans, deckies } = viewOf(store.get());
    return (kind === "lan" ? lans : deckies).find((each) => each.id === id)?.name ?? "";
  });
  const [name, setName] = useState(before);
  const rename = (): void => {
    const wanted = name.trim();
    if (wanted === before) return;
    if (kind === "lan") submit({ op: "rename_lan", payload: { lan_id: id, name: wanted } });
    else submit({ op: "rename_decky", payload: { decky_id: id, name: wanted } });
  };
  const what = kind === "lan" ? "LAN" : "decky";
  return (
    <Dialog title={`Rename the ${what} “${before}”`} action="Rename" onSubmit={rename} onClose={onClose}>
      <TextField label="Name" value={name} onChange={setName} problem={nameProblem(name)} isFirst />
    </Dialog>
  );
}
