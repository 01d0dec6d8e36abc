// `npm run example`, as somebody runs it in a terminal.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assertBuilt } from "../../support/run-command.ts";
import { RunningProcess } from "../../support/running-process.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const LAUNCHER = join(import.meta.dirname, "../../../examples/live-topology/launcher/main.ts");
const PROCESSES = 5;

function launch(...args: readonly string[]): RunningProcess {
  assertBuilt();
  const env = { ...(process.env as Record<string, string>), NO_COLOR: "1", TMPDIR: temporaryFolder() };
  return new RunningProcess(process.execPath, [LAUNCHER, "--no-build", ...args], { env });
}

function childrenOf({ pid }: RunningProcess): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

/** A zombie is none. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function started(example: RunningProcess): Promise<string> {
  await example.stdout.has("(Ctrl-C ends it)");
  return /http:\/\/127\.0\.0\.1:\d+/.exec(example.stdout.text)![0];
}

test("all of it starts, a process that crashes is started again, and Ctrl-C ends all of it", async () => {
  await using example = launch();
  const address = await started(example);
  expect(await (await fetch(`${address}/api/v1/topologies`)).json()).toMatchObject({ topologies: [{ id: "maze" }] });
  const children = childrenOf(example);
  expect(children).toHaveLength(PROCESSES);
  process.kill(children[1]!, "SIGKILL");
  await example.stdout.has("api        ended (SIGKILL); it is started again");
  const answers = (): Promise<boolean> =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 15_000 }).toBe(true);
  const all = [...children, ...childrenOf(example)];
  example.kill("SIGINT");
  expect(await example.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(all.filter(runs)).toEqual([]);
});

test("of a launcher that is killed nothing stays behind", async () => {
  await using example = launch();
  await started(example);
  const children = childrenOf(example);
  expect(children).toHaveLength(PROCESSES);
  example.kill("SIGKILL");
  await example.ended;
  await expect.poll(() => children.filter(runs), { timeout: 15_000 }).toEqual([]);
});

test.for([
  [["--port", "http"], '--port is "http"; give a number up to 65535'],
  [["--port", "65536"], '--port is "65536"'],
  [["--work-ms", "-1"], "--work-ms"],
  [["--nope"], "--nope"],
] as const)("%s is a mistake that is told, with what would be right", async ([args, text]) => {
  await using example = launch(...args);
  const { code, stdout, stderr } = await example.ended;
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(text)]);
  expect(stderr).toContain("--database FILE");
  expect(stderr).not.toMatch(/^ +at /m);
});

test("--help says what it can be told", async () => {
  await using example = launch("--help");
  const { code, stdout, stderr } = await example.ended;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("--database FILE");
});

test("what cannot start is said, and nothing stays behind", async () => {
  await using first = launch();
  const { port } = new URL(await started(first));
  await using second = launch("--port", port);
  const { code, stderr } = await second.ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining("EADDRINUSE")]);
  expect(stderr).not.toMatch(/^ +at /m);
  first.kill("SIGTERM");
  expect(await first.ended).toMatchObject({ code: 0 });
});
