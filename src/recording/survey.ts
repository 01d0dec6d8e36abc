// What is in a recording, found by reading all of it: before the first event is published it is known that the last one can be.

import type { Recording } from "./recording-reader.ts";
import { isWanted } from "./replay.ts";

export interface Survey {
  readonly events: number;
  /** Of those, how many would be replayed. */
  readonly wanted: number;
  /** Events that were lost when it was recorded. */
  readonly lost: number;
  /** From the beginning to the last entry. */
  readonly durationMs: number;
  /** It has its end. */
  readonly complete: boolean;
}

/**
 * Reads it to its end.
 * @throws BusError INVALID_RECORDING.
 */
export async function survey(recording: Recording, patterns: readonly string[] | undefined): Promise<Survey> {
  let [events, wanted, lost, durationMs] = [0, 0, 0, 0];
  for await (const entries of recording.entries) {
    for (const entry of entries) {
      durationMs = entry.ms;
      if (entry.kind === "gap") lost += entry.drops.count;
      else events++;
      if (entry.kind === "event" && isWanted(entry.topic, patterns)) wanted++;
    }
  }
  return { events, wanted, lost, durationMs, complete: recording.end !== undefined };
}
