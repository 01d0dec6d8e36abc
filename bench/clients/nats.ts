// nats.js with JSON. Subscriptions by callback, which is its fastest way.

import { connect } from "@nats-io/transport-node";
import { type Mutation, type OpenClient, TOPIC } from "./client.ts";

export const openNats: OpenClient = async (endpoint) => {
  if ("path" in endpoint) throw new Error("nats-server listens on ports.");
  const connection = await connect({ servers: `${endpoint.host}:${endpoint.port}`, noAsyncTraces: true });
  return {
    async subscribe(onMutation) {
      connection.subscribe(TOPIC, {
        callback: (error, message) => {
          if (error === null) onMutation(message.json<Mutation>());
        },
      });
      await connection.flush();
    },
    publish: (mutation) => connection.publish(TOPIC, JSON.stringify(mutation)),
    flush: () => connection.flush(),
    lost: 0,
  };
};
