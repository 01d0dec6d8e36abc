// Is a target met? A ratio is taken repeat by repeat, and the median of the ratios decides.

import type { Series, Unit, Verdict } from "./result.ts";
import { ratios, spreadOf } from "./statistics.ts";

/** One system's metric. */
interface Of {
  readonly system: string;
  readonly metric: string;
}

/** Exactly one of the two. */
interface Bound {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface RatioTarget extends Bound {
  readonly what: string;
  readonly of: Of;
  readonly to: Of;
}

export function ratioVerdict(series: readonly Series[], { what, of, to, ...bound }: RatioTarget): Verdict {
  const [above, below] = [valuesOf(series, of), valuesOf(series, to)];
  if (above === undefined || below === undefined) {
    const missing = `${above === undefined ? of.system : to.system} did not take part`;
    return { what, target: textOf(bound, "×"), unit: "×", values: [], met: false, missing };
  }
  return valueVerdict({ what, unit: "×", values: ratios(above, below), ...bound });
}

export interface ValueTarget extends Bound {
  readonly what: string;
  readonly unit: Unit;
  readonly values: readonly number[];
}

export function valueVerdict({ what, unit, values, ...bound }: ValueTarget): Verdict {
  const { median } = spreadOf(values);
  const met = median >= (bound.atLeast ?? -Infinity) && median <= (bound.atMost ?? Infinity);
  return { what, target: textOf(bound, unit), unit, values, met };
}

function valuesOf(series: readonly Series[], { system, metric }: Of): readonly number[] | undefined {
  return series.find((one) => one.system === system)?.repeats[metric];
}

function textOf({ atLeast, atMost }: Bound, unit: Unit): string {
  const [sign, bound = 0] = atLeast === undefined ? ["≤", atMost] : ["≥", atLeast];
  return `${sign} ${bound.toLocaleString("en")} ${unit}`;
}
