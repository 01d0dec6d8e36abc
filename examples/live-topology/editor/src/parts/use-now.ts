import { useEffect, useState } from "react";

const EVERY_MS = 1_000;

/** The time in ms, told again every second, for what fades by itself; as long as there is something that does. */
export function useNow(isNeeded: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isNeeded) return;
    const interval = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(interval);
  }, [isNeeded]);
  return now;
}
