// mqtt.js with JSON, quality of service 0: at most once.

import { connectAsync } from "mqtt";
import { mqttTopic } from "../protocols/mqtt.ts";
import { type Mutation, type OpenClient, TOPIC } from "./client.ts";

const topic = mqttTopic(TOPIC);

export const openMqtt: OpenClient = async (endpoint) => {
  const url = "path" in endpoint ? `mqtt+unix://${endpoint.path}` : `mqtt://${endpoint.host}:${endpoint.port}`;
  const client = await connectAsync(url, { keepalive: 0 });
  // Each publication that has to wait adds one.
  client.stream.setMaxListeners(0);
  let last: Promise<unknown> = Promise.resolve();
  return {
    async subscribe(onMutation) {
      client.on("message", (_, payload) => onMutation(JSON.parse(payload.toString()) as Mutation));
      await client.subscribeAsync(topic);
    },
    publish(mutation) {
      last = client.publishAsync(topic, JSON.stringify(mutation));
    },
    async flush() {
      await last;
    },
    lost: 0,
  };
};
