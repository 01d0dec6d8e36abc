// The byte relay, started like a broker.

import { join } from "node:path";
import type { System } from "./system.ts";

const RELAY = join(import.meta.dirname, "..", "roles", "relay.ts");

export const relay: System = {
  name: "byte relay",
  protocol: "relay",
  launch: (folder) => {
    const path = join(folder, "relay.sock");
    return { command: process.execPath, args: [RELAY, path], endpoint: { path } };
  },
};
