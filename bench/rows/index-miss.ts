// A topic that the router has not seen: is a hundred thousand patterns' index slower than a hundred patterns'?

import { compete, type Contestant } from "../compete.ts";
import type { RouterMissesRole } from "../roles/router-misses.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { ratioVerdict } from "../verdict.ts";

const MISSES = 300_000;
const QUICK_MISSES = 100_000;
const TITLE = "Cache miss of the router";

export const indexMiss: Row = {
  name: "index-miss",
  async measure(context) {
    await using stage = new Stage();
    const misses = context.quick ? QUICK_MISSES : MISSES;
    const contestants: Contestant[] = [];
    for (const patterns of [100, 100_000]) {
      const role = stage.role<RouterMissesRole>("router-misses");
      await role.call.fill(patterns);
      contestants.push({ name: nameOf(patterns), measure: async () => ({ ns: await role.call.nsPerMiss(misses) }) });
    }
    const series = await compete(contestants, context);
    return {
      name: "index-miss",
      title: TITLE,
      about: `In a process, without sockets: ${MISSES.toLocaleString("en")} look-ups of topics that the router does not remember, each matched by one pattern.`,
      metrics: [{ key: "ns", label: "a miss", unit: "ns" }],
      series,
      verdicts: [
        ratioVerdict(series, {
          what: `${TITLE}: with 100,000 patterns to with 100`,
          of: { system: nameOf(100_000), metric: "ns" },
          to: { system: nameOf(100), metric: "ns" },
          atMost: 2,
        }),
      ],
      notes: [],
    };
  },
};

function nameOf(patterns: number): string {
  return `${patterns.toLocaleString("en")} patterns`;
}
