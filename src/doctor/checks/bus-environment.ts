// The environment of the bus beside that of this shell: both should come out of one file.

import { type BusProcess, type Facts, ownerOf } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

/** Those that client and bus both read. */
const SHARED = ["DECNET_BUS_SOCKET"] as const;

export function busEnvironment(facts: Facts): Outcome {
  const bus = ownerOf(facts) ?? theBus(facts);
  if (bus === undefined) return skipped("no bus whose environment could be compared");
  if (bus.env === undefined)
    return skipped(`the environment of process ${bus.pid} cannot be read by this user; root can`);
  // What was said by a flag counts more than what stands there.
  if (bus.args.some((word) => /^(?:--socket|-s)/.test(word)) || facts.socket.origin === "--socket")
    return pass("the socket was given by a flag; the environment does not matter");
  const differing = SHARED.filter((name) => bus.env![name] !== facts.env[name]);
  if (differing.length === 0) return pass(`process ${bus.pid} and this shell agree on ${SHARED.join(", ")}`);
  const [name] = differing as [string];
  const seen = `${name} is ${said(bus.env[name])} for the bus (process ${bus.pid}), and ${said(facts.env[name])} in this shell`;
  const agree = ownerOf(facts) !== undefined && facts.answer.kind === "answers";
  if (agree) return pass(`${seen}; both come to the same socket`);
  return warn(seen, "have both read the same env file: EnvironmentFile=-/etc/decnet/bus.env");
}

/** Not the one that listens where this shell looks: systemd's, or the only one that there is. */
function theBus({ processes, units }: Facts): BusProcess | undefined {
  const main = processes.find(({ pid }) => pid === units?.service.mainPid);
  return main ?? (processes.length === 1 ? processes[0] : undefined);
}

function said(value: string | undefined): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
