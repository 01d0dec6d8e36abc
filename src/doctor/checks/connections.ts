// How near is the bus to as many connections as it may have?

import { DEFAULT_LIMITS } from "../../wire/limits.ts";
import { type BusProcess, type Facts, ownerOf } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

/** Of the limit. */
const NEAR = 0.8;

/** Files that a bus has open besides its connections: streams, the loop's own, the socket, the compile cache. */
const OWN_FILES = 32;

export function connections(facts: Facts): Outcome {
  if (facts.answer.kind !== "answers") return skipped("no bus that could say");
  const open = facts.answer.status.totals.connections;
  const bus = ownerOf(facts);
  const allowed = maxConnections(bus);
  if (open > allowed * NEAR)
    return warn(
      `${open} connections of ${allowed}`,
      "one for each process is enough: decnet bus status; or raise --max-connections",
    );
  const files = bus?.maxFiles;
  if (files !== undefined && files < Math.min(allowed, open * 2) + OWN_FILES) {
    const seen = `the bus may open ${files} files, which is less than its ${allowed} connections would need; ${open} are open`;
    return warn(
      seen,
      "LimitNOFILE=65536 in its unit (systemctl edit decnet-bus.service), or ulimit -n 65536 before it is started",
    );
  }
  return pass(`${open} of ${allowed}`);
}

/** As the flag says, if that can be seen; else what a bus has by default. */
function maxConnections(bus: BusProcess | undefined): number {
  const words = bus?.args ?? [];
  const at = words.findIndex((word) => word.startsWith("--max-connections"));
  const given = at < 0 ? "" : (words[at]!.split("=")[1] ?? words[at + 1] ?? "");
  return /^\d+$/.test(given) ? Number(given) : DEFAULT_LIMITS.maxConnections;
}
