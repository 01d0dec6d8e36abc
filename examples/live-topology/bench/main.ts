// `npm run bench -w @decnet-bus/live-topology`: how long it takes from a drag to the page that shows it, with the bus and without.
//
//   --drags N      with the bus; default 500
//   --polled N     without, over some 60 seconds; default 60
//   --write        puts figures and picture into docs/worked-example.md, too

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../../../bench/machine.ts";
import { percentile } from "../../../bench/statistics.ts";
import { Example } from "../launcher/example.ts";
import { exitWhenTold } from "../until-told.ts";
import { type Drag, dragWithBus, dragWithoutBus } from "./measure.ts";
import { drawCurves } from "./picture.ts";

const DOCS = join(import.meta.dirname, "../../../docs");
const WARM_UP = 50;
const SPREAD_MS = 60_000;
const FIGURES = /(<!-- bench: from here -->\n)[^]*(<!-- bench: to here -->)/;

const { values } = parseArgs({
  options: {
    drags: { type: "string", default: "500" },
    polled: { type: "string", default: "60" },
    write: { type: "boolean", default: false },
  },
});
const loadBefore = loadavg()[0]!;
const [drags, polled] = [Number(values.drags), Number(values.polled)];
if (!(drags >= 1 && polled >= 1)) throw new Error("--drags and --polled: give numbers, at least 1.");

const folder = mkdtempSync(join(tmpdir(), "decnet-drag-"));
exitWhenTold();
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await using example = new Example({ folder, rate: 0 }, { onLine: () => {}, onDeath: () => {} });
await example.start();
await dragWithBus(example, WARM_UP);
const withBus = await dragWithBus(example, drags);
await example.bus.kill();
const without = await dragWithoutBus(example, polled, SPREAD_MS);
const figures = pageOf(withBus, without);
console.log(figures);
if (values.write) write(figures, withBus, without);

function pageOf(live: readonly Drag[], away: readonly Drag[]): string {
  const { cpu, cores, memoryGib, system, node } = describeMachine();
  const date = new Date().toISOString().slice(0, 10);
  return [
    "|  | p50 | p99 | of |",
    "| --- | --- | --- | --- |",
    row("written: the API has answered", live, "written"),
    row("applied: the page has heard of it", live, "applied"),
    row("shown: the page has fetched it", live, "shown"),
    row("shown, without the bus", away, "shown"),
    "",
    `${date}; ${cores} cores of ${cpu}, ${memoryGib} GiB, ${system}, Node ${node}. Two mutators that poll every 10 s, one page. SQLite with`,
    `\`synchronous = FULL\`. What else the machine had to do: a load average of ${loadBefore.toFixed(1)} when it began. Without`,
    "the bus the page looked every 25 ms; what a page's own poll takes comes on top.",
    "",
  ].join("\n");
}

function row(label: string, of: readonly Drag[], key: keyof Drag): string {
  const times = timesOf(of, key);
  return `| ${label} | ${ms(percentile(times, 50))} | ${ms(percentile(times, 99))} | ${times.length} |`;
}

function timesOf(measured: readonly Drag[], key: keyof Drag): number[] {
  return measured.map((drag) => drag[key]).toSorted((a, b) => a - b);
}

function ms(value: number): string {
  return value < 1_000 ? `${value.toPrecision(3)} ms` : `${(value / 1_000).toPrecision(3)} s`;
}

function write(page: string, live: readonly Drag[], away: readonly Drag[]): void {
  const file = join(DOCS, "worked-example.md");
  const text = readFileSync(file, "utf8");
  if (!FIGURES.test(text)) throw new Error(`${file} has no place for figures: put the two “bench:” comments back.`);
  writeFileSync(
    file,
    text.replace(FIGURES, (_all, from: string, to: string) => `${from}\n${page}\n${to}`),
  );
  const picture = drawCurves([
    { label: "shown, with the bus", className: "live", times: timesOf(live, "shown") },
    { label: "shown, without", className: "away", times: timesOf(away, "shown") },
  ]);
  writeFileSync(join(DOCS, "worked-example.svg"), picture);
}
