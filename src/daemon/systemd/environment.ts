// What systemd tells a service in its environment (sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3)). It is meant for this process
// alone, so it is taken out of the environment: whatever we start shall not think that it was meant.

import { BusError } from "../../errors.ts";

/** Names of what is taken. */
const NOTIFY_SOCKET = "NOTIFY_SOCKET";
const WATCHDOG = ["WATCHDOG_USEC", "WATCHDOG_PID"] as const;
const LISTEN = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"] as const;

const US_PER_MS = 1_000;
/** A timer cannot be set to more. */
const MAX_WATCHDOG_MS = 2 ** 31 - 1;
/** More than anybody hands over. */
const MAX_SOCKETS = 1_000;

export interface SystemdEnvironment {
  /** Where it wants to hear of us: a path, or an abstract name that begins with `@`. */
  readonly notifySocket: string | undefined;
  /** It takes us for hung, and kills us, if it does not hear of us for so long. Undefined: it does not. */
  readonly watchdogMs: number | undefined;
  /** Names of the sockets that it has opened for us, as files 3, 4, …; empty if there are none. */
  readonly sockets: readonly string[];
}

/**
 * Reads what is there for the process `pid`, and removes it from `env`.
 * @throws BusError INVALID_CONFIG if it makes no sense.
 */
export function takeSystemdEnvironment(env: NodeJS.ProcessEnv, pid: number): SystemdEnvironment {
  const notifySocket = take(env, NOTIFY_SOCKET) || undefined;
  const [watchdog, watchdogPid] = WATCHDOG.map((name) => take(env, name));
  const [count, listenPid, names] = LISTEN.map((name) => take(env, name));
  return {
    notifySocket,
    watchdogMs: isMeant(watchdog, watchdogPid ?? String(pid), pid) ? watchdogMsOf(watchdog) : undefined,
    // Without a process's id it says nothing of whom it is meant for, and file 3 may be anything.
    sockets: isMeant(count, listenPid, pid) ? socketNames(count, names) : [],
  };
}

function take(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  delete env[name];
  return value;
}

function isMeant(value: string | undefined, forPid: string | undefined, pid: number): value is string {
  return value !== undefined && value !== "" && forPid === String(pid);
}

function watchdogMsOf(value: string): number {
  const ms = wholeNumber("WATCHDOG_USEC", value, 1, Number.MAX_SAFE_INTEGER) / US_PER_MS;
  return Math.min(ms, MAX_WATCHDOG_MS);
}

function socketNames(count: string, names: string | undefined): readonly string[] {
  const known = names === undefined || names === "" ? [] : names.split(":");
  return Array.from({ length: wholeNumber("LISTEN_FDS", count, 0, MAX_SOCKETS) }, (_, index) => known[index] ?? "");
}

function wholeNumber(name: string, value: string, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const what = `${name} is ${JSON.stringify(value)}, and should be a whole number from ${min} to ${max}.`;
  throw new BusError("INVALID_CONFIG", `${what} It is the service manager's to set; unset it if there is none.`);
}
