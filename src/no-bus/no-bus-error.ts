// Why there is no bus, in the words of whoever has to mend it: not running, not permitted, or another path. What the system said when the
// socket was connected to is seldom enough to tell; the rest is looked up, after the failure. Nothing of this is loaded before one.

import { BusError, NO_BUS, systemErrorCode } from "../errors.ts";
import { type Host, thisHost } from "./host.ts";
import { whyAbsent } from "./why-absent.ts";
import { whyDenied } from "./why-denied.ts";
import { sentences } from "./why.ts";

/**
 * `cause` is what came of connecting to `path`. Resolves to UNAVAILABLE, or PERMISSION_DENIED where the system refuses; to `cause` itself
 * if that is a BusError already. Never rejects.
 */
export async function noBusError(path: string, cause: unknown, host: Host = thisHost): Promise<BusError> {
  if (cause instanceof BusError) return cause;
  const code = systemErrorCode(cause) ?? String(cause);
  const isDenied = code === "EACCES" || code === "EPERM";
  const why = isDenied ? await whyDenied(path, host) : await whyAbsent(path, code, host);
  return new BusError(isDenied ? "PERMISSION_DENIED" : "UNAVAILABLE", `${NO_BUS}${sentences(why)}`, { cause });
}
