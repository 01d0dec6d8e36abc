import { type ReactNode, useState } from "react";
import type { Position } from "../../../shared/index.ts";
import { freePlace } from "../canvas/geometry.ts";
import { freeName, freeSubnet } from "../canvas/suggestions.ts";
import { useBringIntoView } from "../canvas/use-bring-into-view.ts";
import { useEditor } from "../editor-context.tsx";
import { NEW_LAN_SIZE } from "../store/projection.ts";
import { viewOf } from "../store/view-of.ts";
import { Dialog } from "./dialog.tsx";
import { nameProblem, subnetProblem } from "./field-problems.ts";
import { newId } from "./new-id.ts";
import { TextField } from "./text-field.tsx";

interface AddLanDialogProps {
  readonly at: Position | null;
  readonly onClose: () => void;
}

export function AddLanDialog({ at, onClose }: AddLanDialogProps): ReactNode {
  const { store, submit } = useEditor();
  const bringIntoView = useBringIntoView();
  const [{ lans }] = useState(() => viewOf(store.get()));
  const [name, setName] = useState(() =>
    freeName(
      "lan",
      lans.map((lan) => lan.name),
    ),
  );
  const [subnet, setSubnet] = useState(() => freeSubnet(lans.map((lan) => lan.subnet)));
  const add = (): void => {
    const place = at ?? freePlace(lans, NEW_LAN_SIZE);
    if (at === null) bringIntoView({ ...place, ...NEW_LAN_SIZE }, lans);
    submit({ op: "add_lan", payload: { lan_id: newId("lan"), name: name.trim(), subnet: subnet.trim(), ...place } });
  };
  return (
    <Dialog title="Add a LAN" action="Add LAN" onSubmit={add} onClose={onClose}>
      <TextField label="Name" value={name} onChange={setName} problem={nameProblem(name)} isFirst />
      <TextField
        label="Subnet"
        value={subnet}
        onChange={setSubnet}
        problem={subnetProblem(subnet)}
        hint="IPv4, from /8 to /30. The mutator refuses it if it overlaps another LAN's."
        isMono
      />
    </Dialog>
  );
}
