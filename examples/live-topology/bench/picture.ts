// docs/worked-example.svg: what share of the drags was shown after what time, with the bus and without. Time is logarithmic, or one of the two
// would be a line on the edge.

export interface Curve {
  readonly label: string;
  readonly className: "away" | "live";
  /** Milliseconds, ascending. */
  readonly times: readonly number[];
}

const WIDTH = 860;
const HEIGHT = 300;
const LEFT = 56;
const RIGHT = 24;
const TOP = 48;
const BOTTOM = 44;
const FROM_MS = 1;
const TO_MS = 20_000;
const TICKS: readonly (readonly [ms: number, label: string])[] = [
  [1, "1 ms"],
  [10, "10 ms"],
  [100, "100 ms"],
  [1_000, "1 s"],
  [10_000, "10 s"],
];

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1d2733 }
    .soft { fill: #5a6878; font-size: 12px }
    .grid { stroke: #c9d1da; stroke-width: 1 }
    .curve { fill: none; stroke-width: 2.5 }
    .live { stroke: #2f6fb3 }
    .away { stroke: #b3632f }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6ecf3 }
      .soft { fill: #9fb0c2 }
      .grid { stroke: #3a4654 }
      .live { stroke: #6ba6e4 }
      .away { stroke: #e49a6b }
    }`;

export function drawCurves(curves: readonly Curve[]): string {
  const floor = HEIGHT - BOTTOM;
  const grid = TICKS.map(
    ([ms, label]) =>
      `<line class="grid" x1="${x(ms)}" x2="${x(ms)}" y1="${TOP}" y2="${floor}"/>` +
      `<text class="soft" x="${x(ms)}" y="${floor + 18}" text-anchor="middle">${label}</text>`,
  );
  const shares = [0, 50, 100].map(
    (percent) =>
      `<text class="soft" x="${LEFT - 10}" y="${y(percent / 100) + 4}" text-anchor="end">${percent} %</text>`,
  );
  const lines = curves.map(({ className, times }) => `<path class="curve ${className}" d="${path(times)}"/>`);
  const legend = curves.map(({ className, label }, index) => {
    const at = LEFT + index * 240;
    return (
      `<line class="curve ${className}" x1="${at}" x2="${at + 28}" y1="24" y2="24"/>` +
      `<text x="${at + 36}" y="28">${label}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>Share of drags that are shown after a time, with the bus and without</title>`,
    `<style>${STYLE}\n</style>`,
    ...legend,
    ...grid,
    ...shares,
    ...lines,
    `</svg>\n`,
  ].join("\n");
}

function path(times: readonly number[]): string {
  const steps = times.map((ms, index) => `H${x(ms)} V${y((index + 1) / times.length)}`);
  return `M${x(FROM_MS)} ${y(0)} ${steps.join(" ")} H${x(TO_MS)}`;
}

function x(ms: number): number {
  const share = Math.log(Math.max(ms, FROM_MS) / FROM_MS) / Math.log(TO_MS / FROM_MS);
  return round(LEFT + share * (WIDTH - LEFT - RIGHT));
}

function y(share: number): number {
  return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
