// What can be done to a LAN.

import { MutationRefused } from "../database/claims.ts";
import type { Database } from "../database/open.ts";
import { insertLan } from "../database/topologies.ts";
import { type OperationPayloads, overlap, parseSubnet } from "../shared/index.ts";

const WIDTH = 320;
const HEIGHT = 220;

export function addLan(database: Database, topologyId: string, payload: OperationPayloads["add_lan"]): void {
  const { lan_id: id, name, subnet, x, y } = payload;
  if (id === undefined) throw new MutationRefused("the LAN has no lan_id");
  const wanted = parseSubnet(subnet);
  if (wanted === undefined) throw new MutationRefused(`${subnet} is no IPv4 subnet`);
  for (const lan of lansOf(database, topologyId)) {
    if (lan.id === id) throw new MutationRefused(`there is a LAN with the id ${id} already`);
    if (lan.name === name) throw new MutationRefused(`there is a LAN called “${name}” already`);
    if (overlap(wanted, parseSubnet(lan.subnet)!)) {
      throw new MutationRefused(`${subnet} overlaps ${lan.subnet}, the subnet of “${lan.name}”`);
    }
  }
  insertLan(database, topologyId, { id, name, subnet, x, y, width: WIDTH, height: HEIGHT });
}

export function removeLan(database: Database, topologyId: string, { lan_id }: OperationPayloads["remove_lan"]): void {
  const lan = requireLan(database, topologyId, lan_id);
  const row: unknown = database
    .prepare("SELECT count(*) AS deckies FROM decky WHERE topology_id = ? AND lan_id = ?")
    .get(topologyId, lan_id);
  const { deckies } = row as { deckies: number };
  if (deckies > 0) {
    throw new MutationRefused(
      deckies === 1
        ? `there is a decky in “${lan.name}”; move or remove it first`
        : `there are ${deckies} deckies in “${lan.name}”; move or remove them first`,
    );
  }
  database.prepare("DELETE FROM lan WHERE topology_id = ? AND id = ?").run(topologyId, lan_id);
}

export function moveLan(database: Database, topologyId: string, { lan_id, x, y }: OperationPayloads["move_lan"]): void {
  requireLan(database, topologyId, lan_id);
  database.prepare("UPDATE lan SET x = ?, y = ? WHERE topology_id = ? AND id = ?").run(x, y, topologyId, lan_id);
}

export function renameLan(
  database: Database,
  topologyId: string,
  { lan_id, name }: OperationPayloads["rename_lan"],
): void {
  requireLan(database, topologyId, lan_id);
  if (lansOf(database, topologyId).some((lan) => lan.id !== lan_id && lan.name === name)) {
    throw new MutationRefused(`there is a LAN called “${name}” already`);
  }
  database.prepare("UPDATE lan SET name = ? WHERE topology_id = ? AND id = ?").run(name, topologyId, lan_id);
}

export interface LanRow {
  readonly id: string;
  readonly name: string;
  readonly subnet: string;
}

/** @throws MutationRefused if it is not there. */
export function requireLan(database: Database, topologyId: string, id: string): LanRow {
  const row: unknown = database
    .prepare("SELECT id, name, subnet FROM lan WHERE topology_id = ? AND id = ?")
    .get(topologyId, id);
  if (row === undefined) throw new MutationRefused(`there is no LAN ${id}`);
  return row as LanRow;
}

function lansOf(database: Database, topologyId: string): LanRow[] {
  const rows: unknown = database.prepare("SELECT id, name, subnet FROM lan WHERE topology_id = ?").all(topologyId);
  return rows as LanRow[];
}
