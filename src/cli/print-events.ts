// `decnet bus sub` without the process around it: what a worker would get, on a line each. What no worker gets is a gap here as there.

import { type Gap, gapOf, GapTally } from "../client/gap.ts";
import type { EndingOptions } from "./ending.ts";
import { followEvents } from "./follow-events.ts";
import { printable } from "./printable.ts";
import { type ShownEvent, showEvent } from "./shown-event.ts";

export interface PrintEvents extends EndingOptions {
  readonly patterns: readonly string[];
  readonly socket?: string | undefined;
  /** `gap` is what was lost before the event. */
  readonly print: (event: ShownEvent, gap: Gap | undefined) => void;
  /** Says something about the subscription itself. */
  readonly note: (text: string) => void;
}

/** Resolves when it is to end. Rejects with a BusError if a pattern is none, there is no bus, or it goes away. */
export async function printEvents({ print, note, ...request }: PrintEvents): Promise<void> {
  const gaps = new GapTally();
  await followEvents({
    ...request,
    subscribed: () => note(`subscribed to ${request.patterns.join(" ")}`),
    dropped: (drops) => {
      gaps.merge(gapOf("overflow", drops));
      note(`events lost: ${drops.count} (overflow)`);
    },
    event: (event) => {
      const shown = showEvent(event);
      if (shown.fault !== undefined) {
        gaps.add("decode", shown.topic);
        note(printable(`events lost: 1 (decode). ${shown.fault}`));
        return false;
      }
      print(shown, gaps.take());
      return true;
    },
  });
}
