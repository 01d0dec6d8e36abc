// What the canvas shows: the topology as the API told it, and upon it, in their order, the mutations that have not ended.
//
// So a LAN stands where it was dropped at once, marked as pending, in every page that has heard of it; and when its mutation fails there is
// nothing to undo, for it just stops being shown. Showing a mutation twice, because the topology has it already, changes nothing.

import type { Decky, Lan, Operation, Topology } from "../../../shared/index.ts";
import { type Entry, isOpen, newestFirst } from "./entry.ts";

/** What happens to it at the moment; null: nothing, it is as it is. */
export interface Mark {
  readonly state: "sending" | "pending" | "applying";
  /** It is to be removed. */
  readonly removing: boolean;
}

export interface LanView extends Lan {
  readonly mark: Mark | null;
}

export interface DeckyView extends Omit<Decky, "ip"> {
  /** Null while only the mutator can tell. */
  readonly ip: string | null;
  readonly mark: Mark | null;
}

export interface View {
  readonly lans: readonly LanView[];
  readonly deckies: readonly DeckyView[];
}

/** What the mutator gives a new LAN; a guess until it has. */
export const NEW_LAN_SIZE = { width: 320, height: 220 };

/** `shownRefresh`: of the refresh that the topology came with. */
export function project(topology: Topology, entries: readonly Entry[], shownRefresh: number): View {
  const draft: Draft = {
    lans: new Map(topology.lans.map((lan) => [lan.id, { ...lan, mark: null }])),
    deckies: new Map(topology.deckies.map((decky) => [decky.id, { ...decky, mark: null }])),
  };
  for (const entry of newestFirst(entries).toReversed()) {
    if (isOpen(entry)) show(draft, entry, { state: entry.state as Mark["state"], removing: false });
    else if (entry.inRefresh !== null && entry.inRefresh > shownRefresh) show(draft, entry, null);
  }
  // A decky whose LAN is not there (it was just removed elsewhere) has nowhere to stand.
  const deckies = [...draft.deckies.values()].filter(({ lan_id }) => draft.lans.has(lan_id));
  return { lans: [...draft.lans.values()], deckies };
}

interface Draft {
  readonly lans: Map<string, LanView>;
  readonly deckies: Map<string, DeckyView>;
}

function show(draft: Draft, { id, operation }: Entry, mark: Mark | null): void {
  switch (operation.op) {
    case "add_lan":
    case "remove_lan":
    case "move_lan":
    case "rename_lan":
      return showLan(draft.lans, id, operation, mark);
    default:
      return showDecky(draft.deckies, id, operation, mark);
  }
}

type LanOperation = Extract<Operation, { readonly op: `${string}_lan` }>;
type DeckyOperation = Exclude<Operation, LanOperation>;

function showLan(lans: Map<string, LanView>, mutationId: string, operation: LanOperation, mark: Mark | null): void {
  const { op, payload } = operation;
  const id = payload.lan_id ?? mutationId;
  const lan = lans.get(id);
  if (op === "add_lan") lans.set(id, { ...NEW_LAN_SIZE, ...lan, ...payload, id, mark });
  else if (lan === undefined) return;
  else if (op === "move_lan") lans.set(id, { ...lan, x: payload.x, y: payload.y, mark });
  else if (op === "rename_lan") lans.set(id, { ...lan, name: payload.name, mark });
  else if (mark === null) lans.delete(id);
  else lans.set(id, { ...lan, mark: { ...mark, removing: true } });
}

function showDecky(
  deckies: Map<string, DeckyView>,
  mutationId: string,
  operation: DeckyOperation,
  mark: Mark | null,
): void {
  const { op, payload } = operation;
  const id = payload.decky_id ?? mutationId;
  const decky = deckies.get(id);
  if (op === "add_decky") deckies.set(id, { ...payload, id, ip: payload.ip ?? decky?.ip ?? null, mark });
  else if (decky === undefined) return;
  else if (op === "move_decky") deckies.set(id, { ...moved(decky, payload), mark });
  else if (op === "rename_decky") deckies.set(id, { ...decky, name: payload.name, mark });
  else if (mark === null) deckies.delete(id);
  else deckies.set(id, { ...decky, mark: { ...mark, removing: true } });
}

function moved(
  decky: DeckyView,
  { x, y, lan_id }: { readonly x: number; readonly y: number; readonly lan_id?: string },
): DeckyView {
  if (lan_id === undefined || lan_id === decky.lan_id) return { ...decky, x, y };
  return { ...decky, x, y, lan_id, ip: null };
}
