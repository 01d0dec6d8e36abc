// All rows, in the order of the table.

import type { Row } from "../row.ts";
import { indexMiss } from "./index-miss.ts";
import { memory } from "./memory.ts";
import { paced } from "./paced.ts";
import { quiet } from "./quiet.ts";
import { roundTrip } from "./round-trip.ts";
import { start } from "./start.ts";
import { stopped } from "./stopped.ts";
import { throughputRows } from "./throughput.ts";
import { typed } from "./typed.ts";

export const rows: readonly Row[] = [
  ...throughputRows,
  roundTrip,
  paced,
  stopped,
  quiet,
  indexMiss,
  memory,
  start,
  typed,
];
