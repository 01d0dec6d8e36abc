import type { ReactNode } from "react";
import { BARS } from "../store/live.ts";

const HEIGHT = 16;
const STEP = 3;
/** So many bytes in one report fill a bar. Bytes are shown by their logarithm: from a few packets to a flood. */
const FULL = 1_000_000;

/** How much went through, report by report, the newest at the right. */
export function TrafficBars({ bars }: { readonly bars: readonly number[] }): ReactNode {
  const width = BARS * STEP;
  return (
    <svg className="bars" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      {bars.map((bytes, index) => {
        const height = Math.max(1.5, Math.min(1, Math.log10(1 + bytes) / Math.log10(FULL)) ** 3 * HEIGHT);
        const x = (BARS - bars.length + index) * STEP;
        return <rect key={index} x={x} y={HEIGHT - height} width={STEP - 1} height={height} rx={0.8} />;
      })}
    </svg>
  );
}
