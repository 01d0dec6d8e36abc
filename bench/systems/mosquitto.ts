// mosquitto on a UNIX socket, which it has known since version 2; before that, on a loopback port.

import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Endpoint } from "../endpoint.ts";
import { freePort, type System, versionOf } from "./system.ts";

const FIRST_WITH_UNIX_SOCKETS = 2;

export const mosquitto: System = {
  name: "mosquitto",
  protocol: "mqtt",
  launch: async (folder) => {
    const endpoint = await chooseEndpoint(folder);
    const listener = "path" in endpoint ? `listener 0 ${endpoint.path}` : `listener ${endpoint.port} ${endpoint.host}`;
    // As root it would become another user, who may not write into the folder.
    const settings = [`user ${userInfo().username}`, listener, "allow_anonymous true", "persistence false"];
    const file = join(folder, "mosquitto.conf");
    writeFileSync(file, `${settings.join("\n")}\n`);
    return { command: "mosquitto", args: ["-c", file], endpoint };
  },
};

export function mosquittoVersion(): string | undefined {
  return versionOf("mosquitto", "-h", /mosquitto version (\S+)/u);
}

async function chooseEndpoint(folder: string): Promise<Endpoint> {
  const major = Number.parseInt(mosquittoVersion() ?? "", 10);
  if (major >= FIRST_WITH_UNIX_SOCKETS) return { path: join(folder, "mosquitto.sock") };
  return { host: "127.0.0.1", port: await freePort() };
}
