// The clients by name; only the one that is asked for is loaded.

import type { OpenClient } from "./client.ts";

export const clients = {
  decnet: async () => (await import("./decnet.ts")).openDecnet,
  "nats.js": async () => (await import("./nats.ts")).openNats,
  ioredis: async () => (await import("./ioredis.ts")).openIoredis,
  "mqtt.js": async () => (await import("./mqtt.ts")).openMqtt,
} satisfies Record<string, () => Promise<OpenClient>>;

export type ClientName = keyof typeof clients;
