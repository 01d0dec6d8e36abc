// ioredis with JSON. Commands are pipelined by themselves as long as nobody waits for each.

import { Redis } from "ioredis";
import { type Mutation, type OpenClient, pathOf, TOPIC } from "./client.ts";

export const openIoredis: OpenClient = async (endpoint) => {
  const client = new Redis({ path: pathOf(endpoint), lazyConnect: true });
  await client.connect();
  let last: Promise<unknown> = Promise.resolve();
  return {
    async subscribe(onMutation) {
      client.on("message", (_, text: string) => onMutation(JSON.parse(text) as Mutation));
      await client.subscribe(TOPIC);
    },
    publish(mutation) {
      last = client.publish(TOPIC, JSON.stringify(mutation));
    },
    async flush() {
      await last;
    },
    lost: 0,
  };
};
