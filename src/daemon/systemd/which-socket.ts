// Socket activation: systemd owns the socket, so that clients that connect while the bus restarts wait instead of being refused. The bus gets
// it as an open file.

import { BusError } from "../../errors.ts";

/** The first file that systemd hands over (SD_LISTEN_FDS_START). */
const FIRST_FILE = 3;
/** What our socket is called when there are several: by its unit, or by FileDescriptorName=. */
const OUR_NAMES = ["decnet-bus.socket", "bus"];

/**
 * The file to listen on, of those with these names; undefined if there is none. The only one is taken whatever its name.
 * @throws BusError INVALID_CONFIG if it cannot be told which.
 */
export function whichSocket(names: readonly string[]): number | undefined {
  if (names.length === 0) return undefined;
  if (names.length === 1) return FIRST_FILE;
  const ours = [...names.keys()].filter((index) => OUR_NAMES.includes(names[index]!));
  if (ours.length === 1) return FIRST_FILE + ours[0]!;
  const given = names.map((name) => JSON.stringify(name)).join(", ");
  const what = `The service manager handed over ${names.length} sockets, called ${given}, and the bus takes one.`;
  const way = `Call exactly one of them ${OUR_NAMES.join(" or ")} (FileDescriptorName= in its .socket unit), or hand over one.`;
  throw new BusError("INVALID_CONFIG", `${what} ${way}`);
}
