// Runs scripts of package.json by name, two at a time: the static checks that `npm test` makes before the tests.
//
//   node tools/checks.ts lint format:check …
//
// One line each, and the output of those that fail: who breaks one rule should not have to look for it among ten that hold.
// If any fails the run ends here, and its last line counts the checks in the form in which the tests are counted otherwise.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  /** Both streams, as they came. */
  readonly output: string;
  readonly seconds: number;
}

interface RunOptions {
  /** Names of scripts, in the order in which they are started. */
  readonly names: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  /** Where the scripts run. */
  readonly cwd: string;
  /** Called with each line that is ready for people. */
  readonly print: (line: string) => void;
}

const AT_ONCE = 2;

/** Runs the checks and prints what happened. Returns whether all passed; throws if a name is no script. */
export async function runChecks({ names, scripts, cwd, print }: RunOptions): Promise<boolean> {
  const queue = names.map((name) => ({ name, command: commandOf(name, scripts) }));
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const outcome = await run(next.name, next.command, cwd);
      print(`${outcome.passed ? "✓" : "✗"} ${outcome.name} ${outcome.seconds.toFixed(1)} s`);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  const failed = outcomes.filter(({ passed }) => !passed);
  for (const { name, output } of failed) print(`\n── ${name}: ${scripts[name]}\n${output.trimEnd()}`);
  if (failed.length === 0) return true;
  print(`\nFailed: ${failed.map(({ name }) => name).join(", ")}. The tests were not run.`);
  print(`Correct what stands above. To run one alone: npm run ${failed[0]?.name}`);
  print(`\n${outcomes.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
  return false;
}

function commandOf(name: string, scripts: Readonly<Record<string, string>>): string {
  const command = scripts[name];
  if (command !== undefined) return command;
  throw new Error(`package.json has no script "${name}". Correct the list that tools/checks.ts is called with.`);
}

/** Runs the script's text as npm would, without the half second that npm takes to start. */
async function run(name: string, command: string, cwd: string): Promise<Outcome> {
  const started = performance.now();
  const path = [join(cwd, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter);
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(command, {
    cwd,
    env: { ...process.env, PATH: path },
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Uint8Array[] = [];
  const finish = (passed: boolean, extra = ""): void => {
    const output = Buffer.concat(chunks).toString("utf8") + extra;
    resolve({ name, passed, output, seconds: (performance.now() - started) / 1000 });
  };
  child.stdout.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  child.once("error", (error) => finish(false, `${error.message}\n`));
  child.once("close", (code, signal) => finish(code === 0, signal === null ? "" : `ended by ${signal}\n`));
  return promise;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Pick<RunOptions, "scripts">;
  const names = process.argv.slice(2);
  const passed = await runChecks({ names, scripts, cwd: root, print: (line) => console.log(line) });
  if (!passed) process.exitCode = 1;
}
