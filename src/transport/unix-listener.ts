// Sockets that clients connect to: one that is bound here, or one that is open already because whoever started us has bound it.

import { fstatSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { BusError, systemErrorCode } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { UnixConnection } from "./unix.ts";

/** Connections that the kernel keeps for us between two turns of the loop. */
const BACKLOG = 1_024;

/** Who hears of connections. */
export interface Host {
  readonly accept: (connection: Connection) => void;
  /** A connection could not be taken (ENOMEM, …). The listener goes on. */
  readonly refused?: ((error: Error) => void) | undefined;
}

export interface UnixListener {
  /** Accepts no more. Idempotent. */
  close(): void;
}

/**
 * Binds a socket at `path`, with the mode that the umask leaves, and listens there. Closing the listener unlinks `path`, there and then,
 * whoever the file there belongs to by now (libuv does, and cannot be kept from it): where others bind the same path, bind another one
 * and rename the file.
 * @throws Node's own error (EADDRINUSE, EACCES, ENOENT, …).
 */
export function listenUnix(path: string, host: Host): Promise<UnixListener> {
  return listen(host, (server) => server.listen({ path, backlog: BACKLOG }));
}

/**
 * Listens on the socket that is open as `fd`. Its file, if it has one, is left to whoever made it, also when the listener is closed.
 * @throws BusError INVALID_CONFIG if that is no UNIX stream socket that can listen.
 */
export async function listenInherited(fd: number, host: Host): Promise<UnixListener> {
  if (!isSocket(fd)) throw notUsable(fd, "it is no socket");
  let address: ReturnType<Server["address"]> = null;
  let listener: UnixListener;
  try {
    listener = await listen(host, (server) => {
      // Not as an option, which Node does not look at here: 511 would do for two seconds of what 1,024 do for five.
      server.listen({ fd }, BACKLOG, () => (address = server.address()));
    });
  } catch (error) {
    throw notUsable(fd, `it cannot be listened on (${systemErrorCode(error) ?? String(error)})`, error);
  }
  // A socket of the network has an address. Whoever may connect may do everything, so the network may not.
  if (address === null) return listener;
  listener.close();
  throw notUsable(fd, "it is a socket of the network");
}

async function listen({ accept, refused }: Host, open: (server: Server) => void): Promise<UnixListener> {
  const server = createServer((socket) => accept(new UnixConnection(socket)));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("listening", resolve);
  server.once("error", reject);
  open(server);
  await promise;
  server.removeListener("error", reject);
  // What goes wrong from now on is about one connection.
  server.on("error", (error) => refused?.(error));
  return {
    close: () => {
      if (server.listening) server.close();
    },
  };
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false;
  }
}

function notUsable(fd: number, why: string, cause?: unknown): BusError {
  const what = `The service manager handed over file ${fd} to listen on, but ${why}.`;
  const way =
    "The bus takes one UNIX stream socket: ListenStream=/run/decnet/bus.sock and Accept=no in its .socket unit.";
  return new BusError("INVALID_CONFIG", `${what} ${way}`, { cause });
}
