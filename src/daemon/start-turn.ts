// One daemon at a time puts its socket into a folder. Two that start at the same moment would else both find a dead socket at their path,
// and the second would take the place of the first, which is alive by then.
//
//   .bus-a1B2c3/bus.sock  ──announce──▶  .bus-a1B2c3.s  ──publish──▶  bus.sock
//           ▲                                 │
//           └────── withdraw, try again ──────┘ somebody else has announced
//
// No lock is needed for that, only an order: whoever starts announces a socket that is listening already, under a name that nobody else
// uses, then looks for announcements of others, and only if there is none looks at the path and renames its socket to it. Of two that
// do so, A publishes either before B looks, and then B finds A alive at the path; or after, and then one of them has announced before
// the other looked, is seen, and the other withdraws. What is announced and refuses connections was left by one that was killed; it never
// comes to life again, so anybody may remove it.
//
// It holds between all who share the folder: users, containers and units with a network of their own (PrivateNetwork=), where a lock in
// Linux's abstract socket namespace does not. The kernel needs to know nothing of us, and nothing stays behind.

import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BusError } from "../errors.ts";
import { probe, type SocketState } from "../transport/probe.ts";

export interface Patience {
  /** After how long it is tried again, on the average. */
  readonly retryMs: number;
  /** How long it is tried. */
  readonly patienceMs: number;
}

const DEFAULT_PATIENCE: Patience = { retryMs: 10, patienceMs: 2_000 };

/** What a private folder is called, before the six characters that are its own. Short, because the kernel cuts off long paths. */
export const PRIVATE_PREFIX = ".bus-";
const ANNOUNCEMENT = /^\.bus-\w{6}\.s$/;

/**
 * Calls `publish` with the path at which `socket`, which lies in a private folder and listens, is announced; nobody else's does the same
 * meanwhile in the folder around it. `publish` renames it to where it belongs. If it throws, the socket is removed.
 * @throws BusError ADDRESS_IN_USE if others do not come to an end with it.
 */
export async function inTurn(
  socket: string,
  publish: (announced: string) => Promise<void>,
  { retryMs, patienceMs }: Patience = DEFAULT_PATIENCE,
): Promise<void> {
  const announced = `${dirname(socket)}.s`;
  const giveUpMs = performance.now() + patienceMs;
  for (;;) {
    renameSync(socket, announced);
    try {
      const other = await otherStarting(announced);
      if (other === undefined) return await publish(announced);
      if (performance.now() > giveUpMs) throw stuck(other);
    } catch (error) {
      rmSync(announced, { force: true });
      throw error;
    }
    renameSync(announced, socket);
    // Each at another moment, or two would see each other for ever.
    await sleep(retryMs * (0.5 + Math.random()));
  }
}

/** The announced socket of somebody else who starts now. */
async function otherStarting(own: string): Promise<string | undefined> {
  const folder = dirname(own);
  const others = readdirSync(folder).filter((name) => ANNOUNCEMENT.test(name) && name !== basename(own));
  for (const other of others.map((name) => join(folder, name))) {
    const state = await stateOf(other);
    if (state === "alive") return other;
    // Not what is gone: it was withdrawn, and may be announced again.
    if (state === "dead") removeIfAllowed(other);
  }
  return undefined;
}

/** Of another user's socket it cannot be told, so it may be alive. */
async function stateOf(path: string): Promise<SocketState> {
  try {
    return await probe(path);
  } catch {
    return "alive";
  }
}

/** In a folder such as /tmp, what another user has left is not ours to remove. It does not matter. */
function removeIfAllowed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is dead all the same.
  }
}

function stuck(other: string): BusError {
  const what = `Another daemon starts in the same folder and does not come to an end; its socket is ${other}.`;
  return new BusError("ADDRESS_IN_USE", `${what} If there is no such daemon, remove that file. Then try again.`);
}
