// docs/performance.svg: bars for the rows that count events, drawn from a result. Readable on light and on dark, like the picture of the
// architecture.
//
//   ┌ panel ─────────────────┐ ┌ panel ─────────────────┐
//   │ title                  │ │                        │
//   │ system ▇▇▇▇▇▇▇├─┤ 3.5 M│ │   a bar is the median, the line on it reaches from the lowest to the highest repeat
//   └────────────────────────┘ └────────────────────────┘

import type { RowResult, RunResult, Series } from "../result.ts";
import { spreadOf } from "../statistics.ts";
import { formatValue } from "./format.ts";

const PANELS = ["throughput", "fan-out-8", "fan-out-64", "typed"];
const COLUMNS = 2;
const PANEL_WIDTH = 430;
const GAP = 24;
const MARGIN = 20;
const HEAD = 44;
const LINE = 26;
const BAR_HEIGHT = 14;
const LABEL_WIDTH = 156;
const VALUE_WIDTH = 82;
const BAR_WIDTH = PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH;

/** Below that, the picture says how much arrived. */
const WORTH_SAYING_PERCENT = 99.5;

const STYLE = `
    .text { fill: #1d2733 }
    .soft { fill: #5a6878; font-size: 12px }
    .ours { fill: #2f6fb3 }
    .other { fill: #a9b4c1 }
    .limit { fill: none; stroke: #8b97a5; stroke-width: 1.2; stroke-dasharray: 4 3 }
    .spread { stroke: #1d2733; stroke-width: 1.2; opacity: 0.7 }
    @media (prefers-color-scheme: dark) {
      .text { fill: #e6ecf3 }
      .soft { fill: #9fb0c2 }
      .ours { fill: #6ba6e4 }
      .other { fill: #4c5a6b }
      .limit { stroke: #9fb0c2 }
      .spread { stroke: #e6ecf3 }
    }`;

export function drawPicture(result: RunResult): string {
  const rows = PANELS.flatMap((name) => result.rows.find((row) => row.name === name) ?? []);
  const heights = rows.map(({ series }) => HEAD + series.length * LINE);
  const bands = Math.ceil(rows.length / COLUMNS);
  const bandHeights = Array.from({ length: bands }, (_, band) =>
    Math.max(...heights.slice(band * COLUMNS, (band + 1) * COLUMNS)),
  );
  const panels = rows.map((row, index) => {
    const x = MARGIN + (index % COLUMNS) * (PANEL_WIDTH + GAP);
    const y = MARGIN + sum(bandHeights.slice(0, Math.floor(index / COLUMNS)).map((height) => height + GAP));
    return drawPanel(row, x, y);
  });
  const width = 2 * MARGIN + COLUMNS * PANEL_WIDTH + (COLUMNS - 1) * GAP;
  const height = 2 * MARGIN + sum(bandHeights) + (bands - 1) * GAP;
  const title = "Events delivered in a second: decnet-bus beside other brokers, on one machine in one run.";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="14" role="img" aria-labelledby="title">
  <title id="title">${title}</title>
  <style>${STYLE}
  </style>
${panels.join("\n")}
</svg>
`;
}

function drawPanel({ title, series }: RowResult, x: number, y: number): string {
  const rates = series.map(({ repeats }) => spreadOf(repeats["rate"] ?? []));
  const scale = BAR_WIDTH / Math.max(...rates.map(({ max }) => max));
  const bars = series.map((one, index) => drawBar(one, scale, HEAD + index * LINE));
  return `  <g transform="translate(${x} ${y})">
    <text class="text" y="16" font-weight="600">${title}</text>
    <text class="soft" y="34">events delivered in a second</text>
${bars.join("\n")}
  </g>`;
}

function drawBar({ system, repeats }: Series, scale: number, y: number): string {
  const { median, min, max } = spreadOf(repeats["rate"] ?? []);
  const [from, middle, to] = [min, median, max].map((rate) => (LABEL_WIDTH + rate * scale).toFixed(1));
  const base = y + BAR_HEIGHT - 3;
  const line = y + BAR_HEIGHT / 2;
  const share = spreadOf(repeats["share"] ?? [100]).median;
  const arrived = share < WORTH_SAYING_PERCENT ? `, ${Math.round(share)} %` : "";
  return `    <text class="${system.startsWith("decnet") ? "text" : "soft"}" y="${base}" font-size="12">${system}</text>
    <rect class="${classOf(system)}" x="${LABEL_WIDTH}" y="${y}" width="${(median * scale).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>
    <path class="spread" d="M${from} ${line} H${to} M${from} ${line - 3} v6 M${to} ${line - 3} v6"/>
    <text class="soft" x="${Math.max(Number(middle), Number(to)) + 6}" y="${base}">${formatValue(median, "events/s").replace("/s", "")}${arrived}</text>`;
}

function classOf(system: string): string {
  if (system.startsWith("decnet")) return "ours";
  return system === "byte relay" ? "limit" : "other";
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
