// Two daemons that start on one path at the same moment must not both take a stale socket file for theirs. The lock is a name in Linux's
// abstract socket namespace: taking it is atomic, and the kernel lets go of it however its holder ends. It is held only while
// the socket file is looked at and bound.

import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "../errors.ts";

export interface LockPatience {
  /** How often it is tried again. */
  readonly retryMs: number;
  /** How long it is tried. */
  readonly patienceMs: number;
}

/**
 * Any local user could hold the name. Whoever waited this long goes on without it: a live bus is still found by connecting to it, so
 * a squatter can delay a start, not prevent it.
 */
const DEFAULT_PATIENCE: LockPatience = { retryMs: 20, patienceMs: 1_000 };

/** Runs `critical` while nobody else does so for the same path; paths are compared as they are written. */
export async function withStartLock<T>(
  path: string,
  critical: () => Promise<T>,
  patience: LockPatience = DEFAULT_PATIENCE,
): Promise<T> {
  const release = await takeLock(lockName(path), patience);
  try {
    return await critical();
  } finally {
    release();
  }
}

function lockName(path: string): string {
  return `\0decnet-bus-start-${createHash("sha256").update(path).digest("hex")}`;
}

async function takeLock(name: string, { retryMs, patienceMs }: LockPatience): Promise<() => void> {
  // Only Linux has such names; elsewhere nobody runs the bus but a developer, by hand.
  if (process.platform !== "linux") return () => {};
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += retryMs) {
    const release = await tryLock(name);
    if (release !== undefined) return release;
    await sleep(retryMs);
  }
  return () => {};
}

async function tryLock(name: string): Promise<(() => void) | undefined> {
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<(() => void) | undefined>();
  server.once("error", (error) => (systemErrorCode(error) === "EADDRINUSE" ? resolve(undefined) : reject(error)));
  server.listen({ path: name }, () => resolve(() => server.close()));
  return promise;
}
