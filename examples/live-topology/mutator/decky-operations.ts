// What can be done to a decky.

import { MutationRefused } from "../database/claims.ts";
import type { Database } from "../database/open.ts";
import { insertDecky } from "../database/topologies.ts";
import { freeHost, isHostOf, type OperationPayloads, parseSubnet } from "../shared/index.ts";
import { type LanRow, requireLan } from "./lan-operations.ts";

interface DeckyRow {
  readonly id: string;
  readonly lan_id: string;
  readonly name: string;
  readonly ip: string;
}

export function addDecky(database: Database, topologyId: string, payload: OperationPayloads["add_decky"]): void {
  const { decky_id: id, lan_id, name, services, x, y } = payload;
  if (id === undefined) throw new MutationRefused("the decky has no decky_id");
  const lan = requireLan(database, topologyId, lan_id);
  // Of all topologies: on the bus, a decky's topic names the decky alone.
  if (database.prepare("SELECT 1 FROM decky WHERE id = ?").get(id) !== undefined) {
    throw new MutationRefused(`there is a decky with the id ${id} already`);
  }
  requireFreeName(database, topologyId, id, name);
  const ip = payload.ip ?? anyAddress(database, topologyId, lan);
  requireUsableAddress(database, topologyId, lan, ip);
  insertDecky(database, topologyId, { id, lan_id, name, ip, services, x, y });
}

export function removeDecky(
  database: Database,
  topologyId: string,
  { decky_id }: OperationPayloads["remove_decky"],
): void {
  requireDecky(database, topologyId, decky_id);
  database.prepare("DELETE FROM decky WHERE id = ?").run(decky_id);
}

/** Whoever comes into another LAN gets an address there. */
export function moveDecky(database: Database, topologyId: string, payload: OperationPayloads["move_decky"]): void {
  const { decky_id, x, y } = payload;
  const decky = requireDecky(database, topologyId, decky_id);
  const lanId = payload.lan_id ?? decky.lan_id;
  const ip =
    lanId === decky.lan_id ? decky.ip : anyAddress(database, topologyId, requireLan(database, topologyId, lanId));
  database.prepare("UPDATE decky SET lan_id = ?, ip = ?, x = ?, y = ? WHERE id = ?").run(lanId, ip, x, y, decky_id);
}

export function renameDecky(
  database: Database,
  topologyId: string,
  { decky_id, name }: OperationPayloads["rename_decky"],
): void {
  requireDecky(database, topologyId, decky_id);
  requireFreeName(database, topologyId, decky_id, name);
  database.prepare("UPDATE decky SET name = ? WHERE id = ?").run(name, decky_id);
}

function requireDecky(database: Database, topologyId: string, id: string): DeckyRow {
  const row: unknown = database
    .prepare("SELECT id, lan_id, name, ip FROM decky WHERE topology_id = ? AND id = ?")
    .get(topologyId, id);
  if (row === undefined) throw new MutationRefused(`there is no decky ${id}`);
  return row as DeckyRow;
}

function requireFreeName(database: Database, topologyId: string, id: string, name: string): void {
  const other = database
    .prepare("SELECT 1 FROM decky WHERE topology_id = ? AND name = ? AND id <> ?")
    .get(topologyId, name, id);
  if (other !== undefined) throw new MutationRefused(`there is a decky called “${name}” already`);
}

function requireUsableAddress(database: Database, topologyId: string, lan: LanRow, ip: string): void {
  if (!isHostOf(parseSubnet(lan.subnet)!, ip)) {
    throw new MutationRefused(`${ip} is no host's address in ${lan.subnet}, the subnet of “${lan.name}”`);
  }
  if (addressesOf(database, topologyId).has(ip)) throw new MutationRefused(`${ip} is taken by another decky`);
}

function anyAddress(database: Database, topologyId: string, lan: LanRow): string {
  const ip = freeHost(parseSubnet(lan.subnet)!, addressesOf(database, topologyId));
  if (ip === undefined) throw new MutationRefused(`no address is free in ${lan.subnet}, the subnet of “${lan.name}”`);
  return ip;
}

function addressesOf(database: Database, topologyId: string): Set<string> {
  const rows: unknown = database.prepare("SELECT ip FROM decky WHERE topology_id = ?").all(topologyId);
  return new Set((rows as { ip: string }[]).map(({ ip }) => ip));
}
