// A socket as a service manager hands it over: open in this process as a file with a number, and nobody's. Node has no way to open one,
// but a process can send what it has opened to another.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export type SocketKind = "listening" | "connected" | "network";

/** Returns the number of the file. A socket that listens has its path from another process, which is gone. Whoever listens on it closes it. */
export async function inheritedSocket(kind: SocketKind, path = ""): Promise<number> {
  const maker = fork(join(import.meta.dirname, "socket-maker.ts"), [kind, path]);
  const ended = once(maker, "exit");
  const [, handle] = (await once(maker, "message")) as [string, { readonly fd: number }];
  // In order, it would remove the socket's file.
  maker.kill("SIGKILL");
  await ended;
  return handle.fd;
}
