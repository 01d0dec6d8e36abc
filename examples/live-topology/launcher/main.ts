// `npm run example`: the whole example, until Ctrl-C. Whatever crashes is started again, and it is said.
//
//   --port N          default: one that is free
//   --database FILE   default: a new one, which is gone when this ends
//   --poll-ms N       the mutators' poll; default 10000
//   --work-ms N       what doing a mutation takes; default 0
//   --no-build        serves the page as it was built last
//
// In a terminal, keys take processes down and bring them back, to see what the page does then.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, stripVTControlCharacters, styleText } from "node:util";
import { milliseconds } from "../options.ts";
import { Example } from "./example.ts";
import { listenToKeys } from "./keys.ts";
import { buildPageIfStale } from "./page-build.ts";
import type { WorkerProcess } from "./worker-process.ts";

const RESTART_DELAY_MS = 1_000;
/** Who crashes so often does not get better by itself. */
const MOST_STARTS = 20;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    database: { type: "string" },
    "poll-ms": { type: "string", default: "10000" },
    "work-ms": { type: "string", default: "0" },
    build: { type: "boolean", default: true },
  },
  allowNegative: true,
});
if (!existsSync(join(import.meta.dirname, "../../../dist/src/index.js"))) {
  throw new Error("The package is not built. Run npm run build at the top of the repository.");
}

const folder = mkdtempSync(join(tmpdir(), "decnet-example-"));
let stopping = false;
const example = new Example(
  {
    folder,
    database: values.database,
    port: Number(values.port),
    pollMs: milliseconds("--poll-ms", values["poll-ms"], 1),
    workMs: milliseconds("--work-ms", values["work-ms"], 0),
  },
  { onLine: report, onDeath: (worker, how) => void bringBack(worker, how) },
);

process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());

const trouble = values.build ? buildPageIfStale((line) => say("page", line)) : undefined;
if (trouble !== undefined) say("page", trouble);
say("example", `${await example.start()}/  (Ctrl-C ends it)`);
listenToKeys(example, { say, stop: () => void stop() });

async function stop(): Promise<void> {
  if (stopping) process.exit(130);
  stopping = true;
  say("example", "stopping");
  await example.stop();
  process.exit();
}

async function bringBack(worker: WorkerProcess, how: string): Promise<void> {
  if (stopping) return;
  if (worker.starts >= MOST_STARTS)
    return say(worker.name, `ended (${how}); it was started ${worker.starts} times, and stays away`);
  say(worker.name, `ended (${how}); it is started again`);
  await sleep(RESTART_DELAY_MS);
  if (stopping || worker.pid !== undefined) return;
  try {
    await worker.start();
  } catch (error) {
    say(worker.name, error instanceof Error ? error.message : String(error));
  }
}

/** The bus and the API log JSON; of that, what people should know. */
function report(name: string, line: string): void {
  const WARN = 40;
  try {
    const { level, msg } = JSON.parse(line) as { level: number; msg: string };
    if (level >= WARN) say(name, msg);
  } catch {
    say(name, line);
  }
}

function say(name: string, line: string): void {
  console.log(`${styleText("cyan", name.padEnd(10))} ${stripVTControlCharacters(line)}`);
}
