// proto/topics.lock.json: the topics that were promised, one entry each, sorted, so that a diff shows exactly what is
// new.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { checkLock, type LockCheck, type LockedTopic } from "./check-lock.ts";

const ABOUT =
  "Topics that subscribers rely on. Entries are added by `npm run gen`; they are never changed or removed by hand.";

/**
 * The topics in the lock.
 * @throws Error if there is no such file, or it is none of ours.
 */
export function readLock(path: string): LockedTopic[] {
  if (!existsSync(path)) throw new Error(`${path} is missing. Restore it from git; \`npm run gen\` begins a new one.`);
  try {
    const { topics } = JSON.parse(readFileSync(path, "utf8")) as { topics: LockedTopic[] };
    return topics.map(checkEntry);
  } catch (cause) {
    throw new Error(`${path} cannot be read as a topic lock. Restore it from git.`, { cause });
  }
}

/** Adds what is declared and new. Changes nothing if a promise is broken. A missing file is an empty lock. */
export function updateLock(path: string, declared: readonly LockedTopic[]): LockCheck {
  const locked = existsSync(path) ? readLock(path) : [];
  const check = checkLock(locked, declared);
  if (check.violations.length === 0 && check.added.length > 0) writeLock(path, [...locked, ...check.added]);
  return check;
}

function writeLock(path: string, topics: readonly LockedTopic[]): void {
  const sorted = topics.toSorted((a, b) => (a.template < b.template ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ about: ABOUT, topics: sorted }, null, 2)}\n`);
}

function checkEntry({ template, message, eventType }: LockedTopic): LockedTopic {
  if ([template, message, eventType].some((value) => typeof value !== "string"))
    throw new Error("an entry is incomplete");
  return { template, message, eventType };
}
