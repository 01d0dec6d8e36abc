// How near is the bus to as many connections as it may have?

import { type Facts, ownerOf } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

/** Of the limit. */
const NEAR = 0.8;

/** Each connection is an open file: a limit that is more than this share of what the bus may open cannot be raised by much alone. */
const TIGHT = 0.5;

export function connections(facts: Facts): Outcome {
  if (facts.answer.kind !== "answers") return skipped("no bus that could say");
  const { totals, maxConnections } = facts.answer.status;
  const open = totals.connections;
  if (maxConnections === null) return pass(`${open}; the bus does not say how many it may have`);
  if (open <= maxConnections * NEAR) return pass(`${open} of ${maxConnections}`);
  const ways = "one for each process is enough: decnet bus status; or raise --max-connections";
  const files = ownerOf(facts)?.maxFiles;
  if (files === undefined || maxConnections < files * TIGHT)
    return warn(`${open} connections of ${maxConnections}`, ways);
  return warn(
    `${open} connections of ${maxConnections}, and the bus may open ${files} files`,
    `${ways}, and with it LimitNOFILE= of its unit (systemctl edit decnet-bus.service), or ulimit -n before it is started`,
  );
}
