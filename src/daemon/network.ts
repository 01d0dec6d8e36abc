// Which network a process is in. In one of its own (PrivateNetwork=) it can listen on 127.0.0.1, and nobody else finds anybody there.

import { readFileSync } from "node:fs";

/** The kernel's list of interfaces, of this process's network namespace: two lines of titles, then `name: counts` for each. */
const INTERFACES = "/proc/self/net/dev";
const LOOPBACK = "lo";

/** Whether there is no interface but the loopback. False where that cannot be told. */
export function isAlone(list: string = interfaceList()): boolean {
  const names = Array.from(list.matchAll(/^\s*(\S+):/gm), ([, name]) => name);
  return names.length === 1 && names[0] === LOOPBACK;
}

function interfaceList(): string {
  try {
    return readFileSync(INTERFACES, "utf8");
  } catch {
    // Not Linux, or /proc is hidden.
    return "";
  }
}
