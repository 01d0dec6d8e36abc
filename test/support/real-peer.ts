// A scripted client of a real daemon.

import { connectUnix } from "../../src/transport/unix.ts";
import { RawPeer } from "./raw-peer.ts";

/** Connects, and says nothing. */
export async function connectPeer(socket: string): Promise<RawPeer> {
  return new RawPeer(await connectUnix(socket));
}

/** Connects and says Hello. */
export async function openPeer(socket: string, clientName = "peer"): Promise<RawPeer> {
  const peer = await connectPeer(socket);
  await peer.hello({ clientName, pid: process.pid });
  return peer;
}
