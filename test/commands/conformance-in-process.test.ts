// The flags of `decnet bus conformance`, one by one; what its process does is in conformance.test.ts.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Said, runInProcess } from "../support/in-process.ts";
import { assertBuilt, ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What is for people, by stream. */
const told = { stdout: "", stderr: "" };

beforeEach(() => {
  assertBuilt();
  Object.assign(told, { stdout: "", stderr: "" });
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      told[name] += String(text);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

function conformance(...args: readonly string[]): Promise<Said> {
  return runInProcess("bus:conformance", args);
}

const MUTANT = ["--", process.execPath, join(ROOT, "test/conformance/mutant-broker.ts"), "answers another Ping"];

describe("decnet bus conformance", () => {
  test("tells people on stdout, and ends with 0", async () => {
    const { error, lines } = await conformance("--only", "control/ping");
    expect({ lines, exit: error?.oclif?.exit }).toEqual({ lines: [], exit: 0 });
    expect(told.stdout).toMatch(/the broker of decnet-bus: 2 cases: 2 passed\n$/);
  });

  test("with --json prints the results, and tells people on stderr", async () => {
    const { error, lines } = await conformance("--json", "--only", "control/ping-is-a-fence");
    expect(error?.oclif?.exit).toBe(0);
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(["case", "summary"]);
    expect(told).toEqual({ stdout: "", stderr: expect.stringMatching(/1 cases: 1 passed\n$/) as string });
  });

  test("writes the reports that are wanted, and ends with 70 where a case fails", async () => {
    const folder = temporaryFolder();
    const [junit, html] = [join(folder, "r.xml"), join(folder, "r.html")];
    const { error } = await conformance("--only", "control/ping", "--junit", junit, "--html", html, ...MUTANT);
    expect(error?.oclif?.exit).toBe(70);
    expect(readFileSync(junit, "utf8")).toContain('tests="2" failures="1"');
    expect(readFileSync(html, "utf8")).toContain("<title>Conformance of ");
  });

  test("takes a failure that is known for none", async () => {
    const list = join(temporaryFolder(), "known.txt");
    writeFileSync(list, "control/ping\n");
    const { error } = await conformance("--only", "control/ping", "--known-failing", list, ...MUTANT);
    expect(error?.oclif?.exit).toBe(0);
    expect(told.stdout).toContain("1 passed, 1 failed as expected");
  });

  test("holds a client against it with --client", async () => {
    const { error } = await conformance("--client", "--only", "client-frames/ping");
    expect(error?.oclif?.exit).toBe(0);
    expect(told.stdout).toContain("the client of decnet-bus: 1 cases: 1 passed");
  });

  test("plays against a broker that listens already with --socket", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "", heartbeatS: 0 });
    onTestFinished(() => broker.stop());
    const { error } = await conformance("--socket", socket, "--only", "control/ping");
    expect(error?.oclif?.exit).toBe(0);
    expect(told.stdout).toContain(`${socket}: 2 cases: 2 passed`);
    // It was left alone.
    expect(existsSync(socket)).toBe(true);
  });

  test("ends with 69 where nobody can be played with", async () => {
    const { error } = await conformance("--only", "control/ping", "--socket", join(temporaryFolder(), "none"));
    expect(error?.oclif?.exit).toBe(69);
  });

  test("lists the cases of the client, or of another folder", async () => {
    const clients = await conformance("--list", "--client", "--only", "client-frames/ping");
    expect(clients.lines).toEqual([expect.stringMatching(/^client-frames\/ping R-/)]);
    const folder = temporaryFolder();
    const lines = ["group: own", "about: Mine.", "cases:", "  - name: one", "    requirements: [R-PING-1]"];
    lines.push("    steps: [{ connect: {} }]");
    writeFileSync(join(folder, "own.yaml"), lines.join("\n"));
    const own = await conformance("--list", "--cases", folder);
    expect(own).toMatchObject({ lines: ["own/one R-PING-1"], error: undefined });
  });
});

test.each([
  ["socket and command", ["--socket", "/tmp/x", "--", "/bin/true"], "Give --socket or a command, not both."],
  ["a client at a socket", ["--client", "--socket", "/tmp/x"], "A client has no socket to give"],
  ["a case that there is not", ["--list", "--only", "no-such-case"], "no case has no-such-case in its name"],
  ["a folder without cases", ["--cases", "/proc/nonexistent"], "there are no cases (*.yaml)"],
  ["a list that there is not", ["--known-failing", "/proc/nonexistent"], "known failures cannot be read"],
])("%s is wrong usage of decnet bus conformance: 2", async (_what, args, said) => {
  const { lines, error } = await conformance(...args);
  expect({ lines, error }).toMatchObject({ lines: [], error: { oclif: { exit: 2 } } });
  expect(error?.message).toContain(said);
});
