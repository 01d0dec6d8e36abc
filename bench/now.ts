// One clock for all processes of a run: the machine's monotonic one, in milliseconds. What one process notes as the start and another
// as the end may be subtracted.

const NS_PER_MS = 1e6;

export function nowMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
