// `npm run example`: the whole example, until Ctrl-C. Whatever crashes is started again, and it is said. In a terminal, keys take processes
// down and bring them back, to see what the page does then.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters, styleText } from "node:util";
import { Example } from "./example.ts";
import { type Flags, readFlags, USAGE } from "./flags.ts";
import { listenToKeys } from "./keys.ts";
import { buildPageIfStale } from "./page-build.ts";
import type { WorkerProcess } from "./worker-process.ts";

const RESTART_DELAY_MS = 1_000;
/** Who crashes so often does not get better by itself. */
const MOST_STARTS = 20;

const flags = flagsOrExit();
if (!existsSync(join(import.meta.dirname, "../../../dist/src/index.js"))) {
  leave("The package is not built. Run npm run build at the top of the repository.", 1);
}

const folder = mkdtempSync(join(tmpdir(), "decnet-example-"));
let state: "running" | "starting" | "stopping" = "starting";
const example = new Example(
  { folder, database: flags.database, port: flags.port, pollMs: flags.pollMs, workMs: flags.workMs },
  { onLine: report, onDeath: (worker, how) => void bringBack(worker, how) },
);

process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
// `| head`: whoever reads has had enough.
process.stdout.on("error", () => process.exit());

const trouble = flags.build ? buildPageIfStale((line) => say("page", line)) : undefined;
if (trouble !== undefined) say("page", trouble);
try {
  say("example", `${await example.start()}/  (Ctrl-C ends it)`);
} catch (error) {
  leave(`The example could not be started: ${textOf(error)}`, 1);
}
state = "running";
listenToKeys(example, { say, stop: () => void stop() });

function flagsOrExit(): Flags {
  try {
    const read = readFlags(process.argv.slice(2));
    if (!read.help) return read;
  } catch (error) {
    leave(`${textOf(error)}\n\n${USAGE}`, 2);
  }
  process.stdout.write(USAGE);
  process.exit();
}

function leave(why: string, status: number): never {
  console.error(why);
  process.exit(status);
}

async function stop(): Promise<void> {
  if (state === "stopping") process.exit(130);
  state = "stopping";
  say("example", "stopping");
  await example.stop();
  process.exit();
}

async function bringBack(worker: WorkerProcess, how: string): Promise<void> {
  if (state !== "running") return;
  if (worker.starts >= MOST_STARTS)
    return say(worker.name, `ended (${how}); it was started ${worker.starts} times, and stays away`);
  say(worker.name, `ended (${how}); it is started again`);
  await sleep(RESTART_DELAY_MS);
  if (state !== "running" || worker.pid !== undefined) return;
  try {
    await worker.start();
  } catch (error) {
    say(worker.name, textOf(error));
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

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
