// Why a socket could not be connected to, in the words of whoever has to mend it.

import { BusError, systemErrorCode } from "../errors.ts";

/** `cause` is what the system said when `path` was connected to. */
export function noBusError(path: string, cause: unknown): BusError {
  if (cause instanceof BusError) return cause;
  const code = systemErrorCode(cause);
  switch (code) {
    case "ENOENT":
      return unavailable(
        `there is no socket at ${path}. Is the bus running (systemctl status decnet-bus), and on this path (DECNET_BUS_SOCKET)?`,
      );
    case "ECONNREFUSED":
      return unavailable(
        `nobody listens on ${path}; the file is left from a bus that ended. Start it: systemctl start decnet-bus.`,
      );
    case "EACCES":
    case "EPERM": {
      const message = `bus: unavailable: this user may not connect to ${path}. Add it to the socket's group (usermod -aG decnet USER) and log in again.`;
      return new BusError("PERMISSION_DENIED", message, { cause });
    }
    default:
      return unavailable(`${path} cannot be connected to (${code ?? String(cause)}).`);
  }

  function unavailable(why: string): BusError {
    return new BusError("UNAVAILABLE", `bus: unavailable: ${why}`, { cause });
  }
}
