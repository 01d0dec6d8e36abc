// What a socket file leads to: the kernel knows, so it is asked, by connecting.

import { systemErrorCode } from "../errors.ts";
import { connectUnix } from "./unix.ts";

/** Dead: nobody listens on it, and nobody ever will again. Gone: there is no such file. */
export type SocketState = "alive" | "dead" | "gone";

/** @throws Node's own error (EACCES, EPERM) if this user may not connect, and so cannot tell. */
export async function probe(path: string): Promise<SocketState> {
  try {
    (await connectUnix(path)).destroy();
    return "alive";
  } catch (error) {
    switch (systemErrorCode(error)) {
      case "EACCES":
      case "EPERM":
        throw error;
      case "ECONNREFUSED":
        return "dead";
      case "ENOENT":
        return "gone";
      default:
        // Such as a full backlog: a sign of life.
        return "alive";
    }
  }
}
