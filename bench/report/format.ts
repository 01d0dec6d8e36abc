// Figures for people, the same in the terminal, in the documentation and in the picture.

import type { Unit, Verdict } from "../result.ts";
import { type Spread, spreadOf } from "../statistics.ts";

export function formatValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return "–";
  if (unit === "events/s") return `${formatRate(value)}/s`;
  if (unit === "%") return `${value >= 99.995 || value === 0 ? value.toFixed(0) : value.toFixed(2)} %`;
  if (unit === "×") return `${value.toFixed(2)} ×`;
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en")} ${unit}`;
}

function formatRate(perS: number): string {
  return perS >= 1e6 ? `${(perS / 1e6).toFixed(2)} M` : `${(perS / 1e3).toFixed(0)} k`;
}

export function formatSpread({ median, min, max }: Spread, unit: Unit): string {
  const middle = formatValue(median, unit);
  return min === max ? middle : `${middle} (${formatValue(min, unit)} – ${formatValue(max, unit)})`;
}

export function formatVerdict({ values, unit, missing }: Verdict): string {
  return missing === undefined ? formatSpread(spreadOf(values), unit) : `not measured: ${missing}`;
}

export function sign({ met, missing }: Verdict): string {
  return missing !== undefined ? "?" : met ? "✓" : "✗";
}
