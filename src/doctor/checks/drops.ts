// Who loses events, now or since the bus started?

import type { ClientStatus } from "../../client/bus-status.ts";
import type { Facts } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

const MOST_NAMED = 3;

export function drops({ answer }: Facts): Outcome {
  if (answer.kind !== "answers") return skipped("no bus that could say");
  const { connections, totals, queueEvents, rateWindowS } = answer.status;
  const losing = connections.filter(({ eventsDroppedPerS }) => eventsDroppedPerS > 0);
  if (losing.length > 0) {
    const who = named(
      losing,
      ({ eventsDroppedPerS }) => eventsDroppedPerS,
      (rate) => `${rate.toFixed(rate < 10 ? 1 : 0)}/s`,
    );
    const seen = `subscribers lose events now, because they read too slowly: ${who} (average of ${rateWindowS.toFixed(0)} s, ${queueEvents} may wait for each)`;
    return warn(
      seen,
      "speed up the body of their loop, subscribe to less, or keep only the newest with { latest: true }; else accept it: the database has it all. To watch: decnet bus top",
    );
  }
  const lost = connections.filter(({ eventsDropped }) => eventsDropped > 0);
  if (totals.eventsDropped === 0) return pass("no event was dropped since the bus started");
  const who =
    lost.length === 0
      ? "by connections that are gone"
      : `by ${named(lost, ({ eventsDropped }) => eventsDropped, String)}`;
  return pass(`nobody loses events now; ${totals.eventsDropped} were lost since the bus started, ${who}`);
}

function named(
  clients: readonly ClientStatus[],
  by: (client: ClientStatus) => number,
  text: (value: number) => string,
): string {
  const worst = clients.toSorted((one, other) => by(other) - by(one));
  const names = worst
    .slice(0, MOST_NAMED)
    .map((client) => `${client.clientName || "unnamed"}[${client.pid}] ${text(by(client))}`);
  return names.join(", ") + (worst.length > MOST_NAMED ? ` and ${worst.length - MOST_NAMED} more` : "");
}
