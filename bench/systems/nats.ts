// nats-server knows no UNIX sockets: a loopback port. Nothing else is set.

import { freePort, type System, versionOf } from "./system.ts";

export const nats: System = {
  name: "nats-server",
  protocol: "nats",
  launch: async () => {
    const port = await freePort();
    const host = "127.0.0.1";
    return { command: "nats-server", args: ["-a", host, "-p", String(port)], endpoint: { host, port } };
  },
};

export function natsVersion(): string | undefined {
  return versionOf("nats-server", "--version", /v(\d\S*)/u);
}
