// Looks at everything once.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { clientSocket, type Environment } from "../config.ts";
import { type Host, thisHost } from "../no-bus/host.ts";
import { VERSION } from "../version.ts";
import { askBus } from "./ask-bus.ts";
import type { Answer, BusProcess, Facts, Origin, Unit } from "./facts.ts";
import { busProcesses } from "./proc.ts";
import { busUnits } from "./systemd.ts";

/** The host as the doctor sees it; handed in by tests. Nothing here rejects. */
export interface DoctorHost extends Host {
  processes(): Promise<readonly BusProcess[]>;
  units(): Promise<{ readonly service: Unit; readonly socket: Unit } | undefined>;
  somaxconn(): Promise<number | undefined>;
  ask(path: string, seconds: number): Promise<Answer>;
}

export const thisDoctorHost: DoctorHost = {
  ...thisHost,
  processes: () => busProcesses(),
  units: busUnits,
  somaxconn: async () => {
    const text = await readFile("/proc/sys/net/core/somaxconn", "utf8").catch(() => "");
    return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
  },
  ask: (path, seconds) => askBus(path, seconds, thisHost),
};

export interface Examination {
  readonly socket?: string | undefined;
  readonly env: Environment;
  /** How long the bus may take to answer. */
  readonly timeout: number;
}

/** @throws BusError INVALID_CONFIG for a path that can never be one. */
export async function examine({ socket, env, timeout }: Examination, host: DoctorHost): Promise<Facts> {
  const path = resolve(clientSocket(socket, env));
  const [answer, found, processes, units, somaxconn] = await Promise.all([
    host.ask(path, timeout),
    host.find(path),
    host.processes(),
    host.units(),
    host.somaxconn(),
  ]);
  return {
    env,
    socket: { path, origin: originOf(socket, env) },
    found,
    group: "gid" in found ? await host.group(found.gid) : undefined,
    me: host.me(),
    answer,
    elsewhere: await elsewhere(path, processes, host),
    processes,
    units,
    somaxconn,
    version: VERSION,
  };
}

function originOf(socket: string | undefined, env: Environment): Origin {
  if (socket !== undefined) return "--socket";
  return env["DECNET_BUS_SOCKET"] === undefined ? "default" : "DECNET_BUS_SOCKET";
}

async function elsewhere(path: string, processes: readonly BusProcess[], host: Host): Promise<Facts["elsewhere"]> {
  const usual = host.usualSockets();
  const known = processes.flatMap(({ sockets }) => sockets ?? []);
  const others = [...new Set([...usual, ...known])].filter((other) => other !== path);
  const listen = await Promise.all(others.map((other) => isListening(other, host)));
  return others.filter((_, index) => listen[index]).map((other) => ({ path: other, usual: usual.includes(other) }));
}

async function isListening(path: string, host: Host): Promise<boolean> {
  return (await host.find(path)).kind === "socket" && (await host.listens(path)) !== false;
}
