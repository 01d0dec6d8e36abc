// Which process is the bus, and does it run?

import { type Facts, ownerOf } from "../facts.ts";
import { fail, type Outcome, pass, skipped } from "../finding.ts";

export function owner(facts: Facts): Outcome {
  const bus = ownerOf(facts);
  if (bus === undefined) return skipped(nobody(facts));
  const who = `process ${bus.pid} of user number ${bus.uid}`;
  if (bus.state === "T" || bus.state === "t") {
    const by = bus.state === "t" ? "by a debugger" : "(SIGSTOP, or Ctrl-Z in its shell)";
    return fail("unavailable", `the bus, ${who}, is stopped ${by}`, `kill -CONT ${bus.pid}`);
  }
  if (bus.state === "Z")
    return fail("unavailable", `the bus, ${who}, has ended`, "systemctl restart decnet-bus.service");
  return pass(`the bus is ${who}`);
}

function nobody({ found, answer, processes }: Facts): string {
  if (found.kind !== "socket" || (answer.kind === "unreachable" && answer.code === "ECONNREFUSED"))
    return processes.length === 0 ? "no process on this host runs `decnet bus`" : "no bus has this socket";
  return "which process listens cannot be seen by this user; root can";
}
