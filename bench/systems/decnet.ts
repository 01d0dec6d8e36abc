// The bus that all of this is about, as its command starts it.

import { join } from "node:path";
import { DECNET } from "../built.ts";
import type { System } from "./system.ts";

/** Events; what the large queue holds. */
const LARGE_QUEUE_EVENTS = 262_144;
const LARGE_QUEUE_BYTES = 256 << 20;

export const decnet: System = decnetWith("decnet", []);

/** For bursts that the default queue of 1,024 events is too short for. */
export const decnetLarge: System = decnetWith("decnet, large queue", [
  "--queue-events",
  String(LARGE_QUEUE_EVENTS),
  "--queue-bytes",
  String(LARGE_QUEUE_BYTES),
]);

function decnetWith(name: string, flags: readonly string[]): System {
  return {
    name,
    protocol: "decnet",
    launch: (folder) => {
      const path = join(folder, "bus.sock");
      const args = [DECNET, "bus", "--socket", path, "--group", "", "--heartbeat", "0", ...flags];
      return { command: process.execPath, args, endpoint: { path } };
    },
  };
}
