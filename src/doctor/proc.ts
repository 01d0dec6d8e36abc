// What /proc tells of processes and sockets. Anything may be missing: another kernel, another user's process, one that ends just now.

import { readdir, readFile, readlink } from "node:fs/promises";
import { resolve } from "node:path";
import type { Environment } from "../config.ts";
import type { BusProcess } from "./facts.ts";

/** Commands of `decnet bus` that are not the daemon. A word that begins with - is a flag of it. */
const DAEMON_WORD = /^(?:decnet|decnet\.js)$/;

/** The private folder in which the daemon binds. The kernel goes on to list the socket there. */
const BOUND_IN = /\/\.bus-\w{6}\/(?=[^/]+$)/;

/** All processes that run `decnet bus`, seen from this one. */
export async function busProcesses(root = "/proc"): Promise<BusProcess[]> {
  const pids = (await readdir(root).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => daemonArgs(root, pid)));
  const listening = await listeningSockets(root);
  const daemons = found.flatMap((args, index) => (args === undefined ? [] : [{ pid: pids[index]!, args }]));
  const processes = await Promise.all(daemons.map(({ pid, args }) => describe(root, pid, args, listening)));
  return processes.filter((each) => each !== undefined).toSorted((one, other) => one.pid - other.pid);
}

/** What stands behind `decnet bus`, if that is what the process runs. */
async function daemonArgs(root: string, pid: string): Promise<readonly string[] | undefined> {
  const words = (await read(`${root}/${pid}/cmdline`))?.split("\0").slice(0, -1) ?? [];
  const at = words.findIndex((word) => DAEMON_WORD.test(word.split("/").at(-1)!));
  if (at < 0 || words[at + 1] !== "bus") return undefined;
  const args = words.slice(at + 2);
  // `decnet bus sub …` is a client.
  return args.length === 0 || args[0]!.startsWith("-") ? args : undefined;
}

async function describe(
  root: string,
  pid: string,
  args: readonly string[],
  listening: ReadonlyMap<string, string>,
): Promise<BusProcess | undefined> {
  const [stat, status, limits, environ, sockets] = await Promise.all([
    read(`${root}/${pid}/stat`),
    read(`${root}/${pid}/status`),
    read(`${root}/${pid}/limits`),
    read(`${root}/${pid}/environ`),
    socketsOf(root, pid, listening),
  ]);
  if (stat === undefined) return undefined;
  return {
    pid: Number(pid),
    uid: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status ?? "")?.[1] ?? -1),
    state: stateIn(stat),
    args,
    sockets,
    env: environ === undefined ? undefined : environmentIn(environ),
    maxFiles: maxFilesIn(limits ?? ""),
  };
}

/** The name of the program stands before it, in brackets, and may hold brackets. */
export function stateIn(stat: string): string {
  return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
}

export function environmentIn(environ: string): Environment {
  const pairs = environ.split("\0").flatMap((entry): [string, string][] => {
    const at = entry.indexOf("=");
    return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
  });
  return Object.fromEntries(pairs);
}

export function maxFilesIn(limits: string): number | undefined {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  if (soft === undefined) return undefined;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Listening UNIX sockets: their inodes, and the path of each. */
export function listeningIn(netUnix: string): ReadonlyMap<string, string> {
  // Num RefCount Protocol Flags Type St Inode Path. Flags 00010000: it accepts connections.
  const lines = netUnix.matchAll(/^\S+: \S+ \S+ 00010000 0001 \S+ +(\d+) (\S.*)$/gm);
  return new Map(Array.from(lines, ([, inode, path]) => [inode!, path!]));
}

async function listeningSockets(root: string): Promise<ReadonlyMap<string, string>> {
  return listeningIn((await read(`${root}/net/unix`)) ?? "");
}

/** Undefined if its open files are not for us to see. */
async function socketsOf(
  root: string,
  pid: string,
  listening: ReadonlyMap<string, string>,
): Promise<readonly string[] | undefined> {
  const files = await readdir(`${root}/${pid}/fd`).catch(() => undefined);
  if (files === undefined) return undefined;
  const cwd = await readlink(`${root}/${pid}/cwd`).catch(() => "/");
  const links = await Promise.all(files.map((file) => readlink(`${root}/${pid}/fd/${file}`).catch(() => "")));
  const paths = links.flatMap((link) => listening.get(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? "") ?? []);
  // It was bound as it was given, in a folder beside it, and then moved.
  return [...new Set(paths.map((path) => resolve(cwd, path).replace(BOUND_IN, "/")))];
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
