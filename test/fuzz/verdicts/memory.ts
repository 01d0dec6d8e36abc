// Is the daemon's memory flat? After the first third of the run it is warm: every kind of attack has been there, code is compiled, the
// heap has found its size. From then on only a leak makes the medians of the second and the last third differ by more than chance does.

export interface MemorySample {
  /** Since the attack began. */
  readonly atMs: number;
  readonly rssBytes: number;
}

export interface MemoryMinute {
  readonly minute: number;
  readonly minBytes: number;
  readonly medianBytes: number;
  readonly maxBytes: number;
}

export interface MemoryVerdict {
  readonly secondThirdBytes: number;
  readonly lastThirdBytes: number;
  /** What the last third may have. */
  readonly boundBytes: number;
  readonly finding: string | undefined;
}

/**
 * Chance is what peers happen to have in their queues, some ten MiB of some hundred, and when the collector comes by. In ten minutes
 * there are two hundred seconds and some fifty thousand connections between the middles of the two thirds: with half a GiB, a leak of
 * two KiB for each connection is found.
 */
const GROWTH_SHARE = 0.15;
const GROWTH_BYTES = 8 << 20;

/** Of two minutes. In less, the heap is still finding its size, and grows with the first large wave that comes late. */
const MIN_SAMPLES = 120;

/** Undefined if the run was too short to tell. */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict | undefined {
  if (samples.length < MIN_SAMPLES) return undefined;
  const third = Math.floor(samples.length / 3);
  const secondThirdBytes = median(samples.slice(third, 2 * third));
  const lastThirdBytes = median(samples.slice(2 * third));
  const boundBytes = secondThirdBytes * (1 + GROWTH_SHARE) + GROWTH_BYTES;
  const grown = `the daemon's memory grew from ${mib(secondThirdBytes)} (median of the second third) to ${mib(lastThirdBytes)} (of the last); at most ${mib(boundBytes)} is chance`;
  return { secondThirdBytes, lastThirdBytes, boundBytes, finding: lastThirdBytes > boundBytes ? grown : undefined };
}

export function byMinute(samples: readonly MemorySample[]): MemoryMinute[] {
  const minutes = Map.groupBy(samples, ({ atMs }) => Math.floor(atMs / 60_000));
  return Array.from(minutes, ([minute, those]) => {
    const bytes = those.map(({ rssBytes }) => rssBytes);
    return { minute, minBytes: Math.min(...bytes), medianBytes: median(those), maxBytes: Math.max(...bytes) };
  });
}

export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function median(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ rssBytes }) => rssBytes).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
