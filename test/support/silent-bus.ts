// A bus that hangs: it takes connections, and never says a word.

import { join } from "node:path";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { RawPeer } from "./raw-peer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface SilentBus {
  readonly socket: string;
  /** The first client. */
  readonly client: Promise<RawPeer>;
}

/** Its socket is gone with the test. */
export async function silentBus(): Promise<SilentBus> {
  const socket = join(temporaryFolder(), "bus.sock");
  const accepted = Promise.withResolvers<RawPeer>();
  await listenUnix(socket, { accept: (connection) => accepted.resolve(new RawPeer(connection)) });
  return { socket, client: accepted.promise };
}
