// Operations, in words and by what they are about.

import type { Operation, OperationName, Topology } from "../../../shared/index.ts";
import type { Entry } from "./entry.ts";

export interface Target {
  readonly kind: "lan" | "decky";
  readonly id: string;
}

/** `mutationId` stands in for the id that a new thing does not have yet. */
export function targetOf({ op, payload }: Operation, mutationId: string): Target {
  switch (op) {
    case "add_lan":
    case "remove_lan":
    case "move_lan":
    case "rename_lan":
      return { kind: "lan", id: payload.lan_id ?? mutationId };
    default:
      return { kind: "decky", id: payload.decky_id ?? mutationId };
  }
}

const VERBS: Readonly<Record<OperationName, string>> = {
  add_lan: "Add LAN",
  remove_lan: "Remove LAN",
  move_lan: "Move LAN",
  rename_lan: "Rename LAN",
  add_decky: "Add decky",
  remove_decky: "Remove decky",
  move_decky: "Move decky",
  rename_decky: "Rename decky",
};

/** For example “Move LAN”, “dmz” and “to 120, 40”. */
export interface OperationText {
  readonly verb: string;
  readonly name: string;
  readonly detail: string;
}

/** `nameOf` knows what it is called now, or was. */
export function describe(operation: Operation, mutationId: string, nameOf: (target: Target) => string): OperationText {
  const verb = VERBS[operation.op];
  const name = nameOf(targetOf(operation, mutationId));
  switch (operation.op) {
    case "add_lan":
      return { verb, name: operation.payload.name, detail: operation.payload.subnet };
    case "add_decky":
      return { verb, name: operation.payload.name, detail: inLan(operation.payload.lan_id, nameOf) };
    case "rename_lan":
    case "rename_decky":
      return { verb, name, detail: `to ${operation.payload.name}` };
    case "move_decky":
      return { verb, name, detail: inLan(operation.payload.lan_id, nameOf) || toPlace(operation.payload) };
    case "move_lan":
      return { verb, name, detail: toPlace(operation.payload) };
    default:
      return { verb, name, detail: "" };
  }
}

/** By key (`lan:dmz`), what it is called, or was when it was last seen. */
export type Names = ReadonlyMap<string, string>;

const MOST_NAMES = 5_000;

/** With the names of what is there now. What is gone keeps its name, for the history: until there are very many. */
export function withNames(names: Names, { lans, deckies }: Topology): Names {
  const now = [
    ...lans.map(({ id, name }) => [keyOf({ kind: "lan", id }), name] as const),
    ...deckies.map(({ id, name }) => [keyOf({ kind: "decky", id }), name] as const),
  ];
  return new Map(names.size > MOST_NAMES ? now : [...names, ...now]);
}

/** Names that were seen, or else those under which the history tells that something was added. */
export function namesIn(names: Names, entries: readonly Entry[]): (target: Target) => string {
  const added = new Map<string, string>();
  for (const { id, operation } of entries) {
    const { op, payload } = operation;
    if (op === "add_lan" || op === "add_decky") added.set(keyOf(targetOf(operation, id)), payload.name);
  }
  return (target) => names.get(keyOf(target)) ?? added.get(keyOf(target)) ?? target.id;
}

/** LANs and deckies may have the same id. */
export function keyOf({ kind, id }: Target): string {
  return `${kind}:${id}`;
}

function inLan(lanId: string | undefined, nameOf: (target: Target) => string): string {
  return lanId === undefined ? "" : `in ${nameOf({ kind: "lan", id: lanId })}`;
}

function toPlace({ x, y }: { readonly x: number; readonly y: number }): string {
  return `to ${Math.round(x)}, ${Math.round(y)}`;
}
