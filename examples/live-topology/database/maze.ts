// What a new database has in it: three LANs, and something to attack in each.

import type { Decky, Lan, Topology } from "../shared/index.ts";

const lans: readonly Lan[] = [
  { id: "dmz", name: "DMZ", subnet: "10.0.1.0/24", x: 0, y: 0, width: 320, height: 220 },
  { id: "office", name: "Office", subnet: "10.0.2.0/24", x: 420, y: 0, width: 320, height: 220 },
  { id: "plant", name: "Plant", subnet: "10.0.3.0/24", x: 210, y: 300, width: 320, height: 220 },
];

const deckies: readonly Decky[] = [
  { id: "web-1", lan_id: "dmz", name: "web-1", ip: "10.0.1.2", services: ["http", "ssh"], x: 22, y: 52 },
  { id: "mail-1", lan_id: "dmz", name: "mail-1", ip: "10.0.1.3", services: ["smtp", "imap"], x: 166, y: 52 },
  { id: "files-1", lan_id: "office", name: "files-1", ip: "10.0.2.2", services: ["smb"], x: 22, y: 52 },
  { id: "desk-7", lan_id: "office", name: "desk-7", ip: "10.0.2.3", services: ["rdp"], x: 166, y: 52 },
  { id: "plc-1", lan_id: "plant", name: "plc-1", ip: "10.0.3.2", services: ["modbus"], x: 22, y: 52 },
  { id: "hmi-1", lan_id: "plant", name: "hmi-1", ip: "10.0.3.3", services: ["vnc", "http"], x: 166, y: 52 },
];

export const maze: Pick<Topology, "id" | "name" | "lans" | "deckies"> = { id: "maze", name: "Maze", lans, deckies };
