// redis-server on a UNIX socket, writing nothing to disk. It hangs up on subscribers that lag behind by 8 MiB for a minute, or by 32 MiB;
// here it may let them lag, as then it loses nothing and need not be connected to again.

import { join } from "node:path";
import { type System, versionOf } from "./system.ts";

export const redis: System = redisWith("redis-server", "redis");
export const redisPattern: System = redisWith("redis-server, pattern", "redisPattern");

function redisWith(name: string, protocol: "redis" | "redisPattern"): System {
  return {
    name,
    protocol,
    launch: (folder) => {
      const path = join(folder, "redis.sock");
      const nothingOnDisk = ["--save", "", "--appendonly", "no", "--dir", folder];
      const patient = ["--client-output-buffer-limit", "pubsub 0 0 0"];
      const args = ["--port", "0", "--unixsocket", path, ...nothingOnDisk, ...patient];
      return { command: "redis-server", args, endpoint: { path } };
    },
  };
}

export function redisVersion(): string | undefined {
  return versionOf("redis-server", "--version", /v=(\S+)/u);
}
