import { type ReactNode, useState } from "react";
import type { Position } from "../../../shared/index.ts";
import { freeSlot } from "../canvas/geometry.ts";
import { freeName } from "../canvas/suggestions.ts";
import { useBringIntoView } from "../canvas/use-bring-into-view.ts";
import { useEditor } from "../editor-context.tsx";
import type { LanView } from "../store/projection.ts";
import { viewOf } from "../store/view-of.ts";
import { Dialog } from "./dialog.tsx";
import { ipProblem, listOf, nameProblem, servicesProblem } from "./field-problems.ts";
import { newId } from "./new-id.ts";
import { TextField } from "./text-field.tsx";

interface AddDeckyDialogProps {
  readonly lanId: string | null;
  readonly at: Position | null;
  readonly onClose: () => void;
}

export function AddDeckyDialog({ lanId, at, onClose }: AddDeckyDialogProps): ReactNode {
  const { store, submit } = useEditor();
  const bringIntoView = useBringIntoView();
  const [{ lans, deckies }] = useState(() => viewOf(store.get()));
  const taken = deckies.map((decky) => decky.name);
  const [name, setName] = useState(() => freeName("decky", taken));
  const [inLan, setInLan] = useState(lanId ?? lans[0]?.id ?? "");
  const [services, setServices] = useState("ssh, http");
  const [ip, setIp] = useState("");
  const lan = lans.find(({ id }) => id === inLan);
  const add = (): void => {
    if (lan === undefined) return;
    const place =
      (inLan === lanId && at) ||
      freeSlot(
        lan,
        deckies.filter(({ lan_id }) => lan_id === inLan),
      );
    const address = ip.trim() === "" ? {} : { ip: ip.trim() };
    const decky = { decky_id: newId("decky"), lan_id: inLan, name: name.trim(), services: listOf(services) };
    if (at === null) bringIntoView(lan, lans);
    submit({ op: "add_decky", payload: { ...decky, ...address, ...place } });
  };
  return (
    <Dialog title="Add a decky" action="Add decky" isDisabled={lan === undefined} onSubmit={add} onClose={onClose}>
      <TextField label="Name" value={name} onChange={setName} problem={nameProblem(name)} isFirst />
      <LanField lans={lans} value={inLan} onChange={setInLan} />
      <TextField
        label="Services"
        value={services}
        onChange={setServices}
        problem={servicesProblem(services)}
        hint="For example ssh, http, smb."
        isOptional
      />
      <TextField
        label="Address"
        value={ip}
        onChange={setIp}
        problem={ipProblem(ip)}
        hint="Empty: the lowest one that is free."
        isMono
        isOptional
      />
    </Dialog>
  );
}

interface LanFieldProps {
  readonly lans: readonly LanView[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function LanField({ lans, value, onChange }: LanFieldProps): ReactNode {
  return (
    <label className="field">
      <span className="field-label">LAN</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {lans.map(({ id, name, subnet }) => (
          <option key={id} value={id}>
            {name} ({subnet})
          </option>
        ))}
      </select>
      {lans.length === 0 && <span className="field-hint">A decky stands in a LAN. Add one first.</span>}
    </label>
  );
}
