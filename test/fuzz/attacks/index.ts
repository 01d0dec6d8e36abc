// Who attacks from which process. A group shares a process, so that together they can use no more than a processor has.

import type { Attack } from "../attack.ts";
import { flood } from "./flood.ts";
import { halfOpen } from "./half-open.ts";
import { mutatedStreams } from "./mutated-streams.ts";
import { neverReading } from "./never-reading.ts";
import { patternStorm, wildcardBomb } from "./pattern-storm.ts";
import { randomBytes } from "./random-bytes.ts";
import { slowLoris } from "./slow-loris.ts";
import { topicInventor } from "./topic-inventor.ts";
import { vanishing } from "./vanishing.ts";
import { waves } from "./waves.ts";

export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  bytes: [randomBytes, mutatedStreams, vanishing, halfOpen],
  crowds: [slowLoris, waves],
  load: [neverReading, patternStorm, wildcardBomb, topicInventor, flood],
};
