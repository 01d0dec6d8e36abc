// What an operator without a plan does: every operation, on things that are there, were there, or never were. Some of it fails.

import type { Operation } from "../shared/index.ts";

const LANS = 6;
const DECKIES = 10;
const NAMES = 60;
const SERVICES = ["ssh", "http", "smb", "rdp"];

/** Deckies share one name space over all topologies: `prefix` keeps those of one apart from the others'. */
export function randomOperation(random: () => number, prefix: string): Operation {
  const below = (end: number): number => Math.floor(random() * end);
  const lan = below(LANS);
  const lan_id = `lan-${lan}`;
  const name = `thing ${below(NAMES)}`;
  const position = { x: below(1_000), y: below(1_000) };
  const decky_id = `${prefix}-decky-${below(DECKIES)}`;
  const operations: readonly (() => Operation)[] = [
    () => ({ op: "add_lan", payload: { lan_id, name, subnet: `10.9.${lan}.0/29`, ...position } }),
    () => ({ op: "remove_lan", payload: { lan_id } }),
    () => ({ op: "move_lan", payload: { lan_id, ...position } }),
    () => ({ op: "rename_lan", payload: { lan_id, name } }),
    () => ({ op: "add_decky", payload: { decky_id, lan_id, name, services: SERVICES.slice(below(4)), ...position } }),
    () => ({ op: "remove_decky", payload: { decky_id } }),
    () => ({ op: "move_decky", payload: { decky_id, lan_id, ...position } }),
    () => ({ op: "rename_decky", payload: { decky_id, name } }),
  ];
  return operations[below(operations.length)]!();
}
