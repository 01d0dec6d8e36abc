// All that the checks are about, looked at once: so no two of them can see different things, and each is a function of what was seen.

import type { BusStatus } from "../client/bus-status.ts";
import type { Environment } from "../config.ts";
import type { BusError } from "../errors.ts";
import type { Group } from "../group-file.ts";
import type { Found, Me } from "../no-bus/host.ts";
import type { Why } from "../no-bus/why.ts";

/** Where a socket path comes from. */
export type Origin = "--socket" | "DECNET_BUS_SOCKET" | "default";

/** What came of connecting, and of asking. */
export type Answer =
  | {
      readonly kind: "answers";
      readonly roundTripMs: number;
      readonly status: BusStatus;
    }
  /** The system does not connect us. */
  | { readonly kind: "unreachable"; readonly code: string; readonly why: Why }
  /** Connected, and then nothing. */
  | { readonly kind: "hangs"; readonly seconds: number }
  /** It said why it does not serve us, or something that is not this protocol. */
  | { readonly kind: "refuses"; readonly error: BusError };

/** A process that runs `decnet bus`. */
export interface BusProcess {
  readonly pid: number;
  readonly uid: number;
  /** As in /proc/PID/stat: "T" is stopped. */
  readonly state: string;
  /** Words of its command line, from `bus` on. */
  readonly args: readonly string[];
  /** Where it listens; undefined if this user may not know. */
  readonly sockets: readonly string[] | undefined;
  /** Undefined if this user may not read it. */
  readonly env: Environment | undefined;
  /** Files that it may open at a time; undefined if it cannot be read. */
  readonly maxFiles: number | undefined;
}

/** A unit as `systemctl show` has it. */
export interface Unit {
  readonly id: string;
  /** "loaded", "not-found", "masked". */
  readonly load: string;
  /** "active", "inactive", "failed", "activating". */
  readonly active: string;
  /** "enabled", "disabled", "static", "". */
  readonly enabled: string;
  readonly mainPid: number;
  /** "success", "exit-code", "watchdog", "start-limit-hit", … */
  readonly result: string;
  readonly restarts: number;
}

export interface Facts {
  readonly env: Environment;
  readonly socket: { readonly path: string; readonly origin: Origin };
  /** At the path. */
  readonly found: Found;
  /** The group that owns it. */
  readonly group: Group | undefined;
  readonly me: Me;
  readonly answer: Answer;
  /** Sockets, other than this one, on which somebody listens: usual places first, then where buses of this host listen. */
  readonly elsewhere: readonly { readonly path: string; readonly usual: boolean }[];
  readonly processes: readonly BusProcess[];
  /** Undefined without systemd. */
  readonly units: { readonly service: Unit; readonly socket: Unit } | undefined;
  /** Connections that may wait for a listener; undefined where that is not known. */
  readonly somaxconn: number | undefined;
  /** Of this library. */
  readonly version: string;
}

/** The process that listens on the path, as far as that can be known. */
export function ownerOf({ processes, socket, units }: Facts): BusProcess | undefined {
  const sure = processes.find(({ sockets }) => sockets?.includes(socket.path) === true);
  if (sure !== undefined) return sure;
  // systemd's own socket is in the hands of systemd as well, which this user may not look at.
  const unsure = processes.filter(({ sockets }) => sockets === undefined);
  const { mainPid = 0 } = units?.service ?? {};
  return (
    unsure.find(({ pid }) => pid === mainPid) ?? (unsure.length === 1 && processes.length === 1 ? unsure[0] : undefined)
  );
}
