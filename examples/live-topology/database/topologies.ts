// Topologies, to read and to make. Changing one is the mutator's business alone.

import type { Decky, Lan, Topology } from "../shared/index.ts";
import { type Database, transaction } from "./open.ts";
import { type DeckyRow, topologyOf, type TopologyRow } from "./rows.ts";

const LAN_COLUMNS = "id, name, subnet, x, y, width, height";
const DECKY_COLUMNS = "id, lan_id, name, ip, services, x, y";

export function listTopologies(database: Database): TopologyRow[] {
  const rows: unknown = database.prepare("SELECT id, name, state, reason, version FROM topology ORDER BY id").all();
  return rows as TopologyRow[];
}

/** As it is at one moment; undefined if there is none. */
export function readTopology(database: Database, id: string): Topology | undefined {
  // One statement is one snapshot; three are three, unless a transaction holds them together.
  database.exec("BEGIN");
  try {
    const row: unknown = database.prepare("SELECT id, name, state, reason, version FROM topology WHERE id = ?").get(id);
    if (row === undefined) return undefined;
    const lans: unknown = database
      .prepare(`SELECT ${LAN_COLUMNS} FROM lan WHERE topology_id = ? ORDER BY rowid`)
      .all(id);
    const deckies: unknown = database
      .prepare(`SELECT ${DECKY_COLUMNS} FROM decky WHERE topology_id = ? ORDER BY rowid`)
      .all(id);
    return topologyOf(row as TopologyRow, lans as Lan[], deckies as DeckyRow[]);
  } finally {
    database.exec("COMMIT");
  }
}

export function hasTopology(database: Database, id: string): boolean {
  return database.prepare("SELECT 1 FROM topology WHERE id = ?").get(id) !== undefined;
}

/** Makes it, unless it is there already. */
export function createTopology(
  database: Database,
  { id, name, lans, deckies }: Pick<Topology, "id" | "name" | "lans" | "deckies">,
): void {
  transaction(database, () => {
    if (hasTopology(database, id)) return;
    database.prepare("INSERT INTO topology (id, name) VALUES (?, ?)").run(id, name);
    for (const lan of lans) insertLan(database, id, lan);
    for (const decky of deckies) insertDecky(database, id, decky);
  });
}

export function insertLan(database: Database, topologyId: string, lan: Lan): void {
  database
    .prepare(`INSERT INTO lan (topology_id, ${LAN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(topologyId, lan.id, lan.name, lan.subnet, lan.x, lan.y, lan.width, lan.height);
}

export function insertDecky(database: Database, topologyId: string, decky: Decky): void {
  const { id, lan_id, name, ip, services, x, y } = decky;
  database
    .prepare(`INSERT INTO decky (topology_id, ${DECKY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(topologyId, id, lan_id, name, ip, JSON.stringify(services), x, y);
}
