// A bus that a test plays: what a client asks comes to the test, and what it is told is what the test says.

import { join } from "node:path";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { RawPeer } from "./raw-peer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface ScriptedBus {
  readonly socket: string;
  /** The first client, which has been welcomed. */
  readonly client: Promise<RawPeer>;
}

export async function scriptedBus(): Promise<ScriptedBus> {
  const socket = join(temporaryFolder(), "bus.sock");
  const accepted = Promise.withResolvers<RawPeer>();
  const listener = await listenUnix(socket, { accept: (connection) => accepted.resolve(new RawPeer(connection)) });
  const welcomed = accepted.promise.then(async (client) => {
    listener.close();
    await client.next("hello");
    client.send({ case: "welcome", value: { protocol: 1, busId: "b", maxFrameBytes: 1 << 20, maxTopicBytes: 255 } });
    return client;
  });
  return { socket, client: welcomed };
}

/** Takes the next Subscribe and says that it is done. */
export async function grantSubscribe(client: RawPeer): Promise<void> {
  const { ref } = await client.next("subscribe");
  client.send({ case: "result", value: { ref } });
}
