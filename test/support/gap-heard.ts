// Waiting for a loss, as a worker hears of it.

import { vi } from "vitest";
import type { Gap } from "../../src/client/gap.ts";

export interface GapHeard {
  readonly onGap: (gap: Gap) => void;
  readonly gaps: readonly Gap[];
  /** Resolves when the first gap is there. */
  readonly first: Promise<Gap>;
}

/** For the option `onGap`. */
export function gapHeard(): GapHeard {
  const { promise, resolve } = Promise.withResolvers<Gap>();
  const gaps: Gap[] = [];
  const onGap = vi.fn<(gap: Gap) => void>((gap) => {
    gaps.push(gap);
    resolve(gap);
  });
  return { onGap, gaps, first: promise };
}
