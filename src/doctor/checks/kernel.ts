// What the kernel allows.

import type { Facts } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

/** Connections that the bus asks the kernel to keep for it; Backlog= of decnet-bus.socket. */
const BACKLOG = 1_024;

export function kernel({ somaxconn }: Facts): Outcome {
  if (somaxconn === undefined) return skipped("net.core.somaxconn cannot be read");
  if (somaxconn >= BACKLOG) return pass(`net.core.somaxconn is ${somaxconn}`);
  const seen = `net.core.somaxconn is ${somaxconn}: of clients that come at once only so many may wait, and the bus asks for ${BACKLOG}`;
  return warn(seen, `sudo sysctl -w net.core.somaxconn=4096, and in /etc/sysctl.d/ for the next boot`);
}
