// `decnet bus conformance`: what it prints and how it ends, for brokers that are right, wrong, not there, or somebody else's.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startDaemon } from "../support/daemon.ts";
import { ROOT, runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MUTANT = [process.execPath, join(ROOT, "test/conformance/mutant-broker.ts")];

function conformance(...args: readonly string[]) {
  return runCommand(["bus", "conformance", ...args]);
}

describe("decnet bus conformance", () => {
  test("plays the cases against the broker of this package, and counts", async () => {
    const { code, stdout, stderr } = await conformance("--only", "control/ping");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^✓ control {12}2 passed .*\n\nthe broker of decnet-bus: 2 cases: 2 passed\n$/);
  });

  test("says of a broker that is wrong what it did, where, and which requirement that breaks; status 70", async () => {
    const { code, stdout } = await conformance("--only", "control/ping", "--", ...MUTANT, "answers another Ping");
    expect(code).toBe(70);
    expect(stdout).toContain("✗ control/ping: failed\n");
    expect(stdout).toMatch(
      /control\.yaml:\d+ \(step \d+, expect\): peer expected pong with ref 0, got pong {"ref":1}\n/,
    );
    expect(stdout).toContain("R-PING-1 (MUST) A Ping is answered with one Pong that carries its `ref`.\n");
    expect(stdout).toMatch(/2 cases: 1 passed, 1 failed\n$/);
  });

  test("is content with failures that are known, and not with one that is known and does not fail", async () => {
    const folder = temporaryFolder();
    const list = join(folder, "known.txt");
    writeFileSync(list, "# not yet\ncontrol/ping # soon\n");
    const known = ["--only", "control/ping", "--known-failing", list];
    const wrong = await conformance(...known, "--", ...MUTANT, "answers another Ping");
    expect(wrong).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 passed, 1 failed as expected") as string,
    });
    const right = await conformance(...known);
    expect(right.code).toBe(70);
    expect(right.stdout).toContain("! control/ping: passed unexpectedly\n");
    expect(right.stdout).toContain("take it off");
  });

  test("calls it non-strict where a SHOULD is not kept; status 0", async () => {
    const { code, stdout } = await conformance("--only", "goodbye-has-words", "--", ...MUTANT, "explains nothing");
    expect({ code, last: stdout.trimEnd().split(": ").at(-1) }).toEqual({ code: 0, last: "1 non-strict" });
  });

  test("plays what it can against a broker that listens already, and says what it leaves out", async () => {
    await using daemon = await startDaemon();
    const { code, stdout } = await conformance("--socket", daemon.socket, "--only", "lifecycle/", "--only", "echo");
    expect(code).toBe(0);
    expect(stdout).toMatch(/- \d+ skipped: needs other limits than those of a broker that listens already\n/);
    expect(stdout).toMatch(/- \d+ skipped: the broker was started by somebody else, and is not to be stopped\n/);
    expect(stdout).toMatch(/\d+ cases: \d+ passed, \d+ skipped\n$/);
    // It was left alone.
    expect((await daemon.stop()).code).toBe(0);
  });

  test("prints a JSON line for each result and a last one with the sums; people are told on stderr", async () => {
    const { code, stdout, stderr } = await conformance("--only", "handshake/first-frame-is", "--json");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      kind: "case",
      group: "handshake",
      verdict: "pass",
      requirements: ["R-HELLO-3", "R-BYE-1"],
    });
    expect(lines.at(-1)).toEqual({ kind: "summary", target: "the broker of decnet-bus", pass: lines.length - 1 });
    expect(stderr).toContain("✓ handshake");
  });

  test("writes reports for machines and for people, with whatever a broker says made harmless", async () => {
    const folder = temporaryFolder();
    const [junit, html] = [join(folder, "r.xml"), join(folder, "r.html")];
    const files = ["--junit", junit, "--html", html];
    await conformance("--only", "control/ping", ...files, "--", ...MUTANT, "answers another Ping");
    expect(readFileSync(junit, "utf8")).toMatch(
      /<testsuite name="control" tests="2" failures="1" errors="0" skipped="0">\n {4}<testcase classname="control" name="control\/ping" time="[\d.]+"><failure message="fail: [^<>]*R-PING-1\)"\/>/,
    );
    const page = readFileSync(html, "utf8");
    expect(page).toContain('<td class="fit bad">failed<td>');
    expect(page).toContain('<tr id="R-PING-1"><td class="fit"><code>R-PING-1</code><td>MUST<td>A Ping is answered');
    expect(page).toContain("got pong {&quot;ref&quot;:1}");
  });

  test("plays the cases for clients against the client of this package, and against one of somebody's own", async () => {
    const own = await conformance("--client", "--only", "client-frames/ping");
    expect(own).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 1 cases: 1 passed\n$/) as string });
    const mutant = [process.execPath, join(ROOT, "test/conformance/mutant-client.ts"), "answers no Ping"];
    const other = await conformance("--client", "--only", "client-frames/ping", "--patience", "5", "--", ...mutant);
    expect(other.code).toBe(70);
    expect(other.stdout).toContain("the broker waited for pong with ref 77; nothing of that came within 5000 ms");
  });

  test("lists the cases with their requirements, and plays none", async () => {
    const { code, stdout } = await conformance("--list", "--only", "echo");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "delivery/echo R-DELIVER-3\ndelivery/no-echo R-DELIVER-4\n" });
  });
});

describe("there is nobody to play with, which is not the broker's failure; status 69:", () => {
  test.each([
    ["a command that does not exist", ["/no/such/broker"], "/no/such/broker: spawn /no/such/broker ENOENT"],
    [
      "one that ends at once",
      ["/bin/sh", "-c", "echo what >&2; exit 3"],
      "ended with status 3 before it answered\n    what",
    ],
    ["one that says something else", ["/bin/echo", "-n", "\u0002\u0007x"], "stdout is no BrokerCompatResponse"],
    ["one that says nothing", ["/bin/sleep", "60"], "no BrokerCompatResponse within 300 ms"],
  ])("%s", async (_what, command, said) => {
    const { code, stdout } = await conformance("--only", "control/ping", "--patience", "0.3", "--", ...command);
    expect({ code, stdout }).toEqual({ code: 69, stdout: expect.stringContaining(said) as string });
  });

  test("a client that ends at once, which is its failure; status 70", async () => {
    const { code, stdout } = await conformance(
      "--client",
      "--only",
      "client-frames/ping",
      "--",
      "/bin/sh",
      "-c",
      "exit 3",
    );
    expect(code).toBe(70);
    expect(stdout).toContain("the client ended by itself, with status 3");
  });

  test("a client that replies to what it was not sent", async () => {
    const stray = ["/bin/sh", "-c", String.raw`printf '\002\010\011'; exec cat >/dev/null`];
    const { code, stdout } = await conformance("--client", "--only", "client-frames/ping", "--", ...stray);
    expect(code).toBe(69);
    expect(stdout).toContain("replied to a command 9, which it was not sent: copy the command's id");
  });

  test("a client that does not start", async () => {
    const { code, stdout } = await conformance("--client", "--only", "client-frames/ping", "--", "/no/such/client");
    expect({ code, stdout }).toEqual({
      code: 69,
      stdout: expect.stringContaining("the client does not start: spawn /no/such/client ENOENT") as string,
    });
  });

  test("nothing at the socket", async () => {
    const folder = temporaryFolder();
    const socket = join(folder, "none.sock");
    const { code, stdout } = await conformance("--only", "control/ping", "--socket", socket);
    expect({ code, stdout }).toEqual({ code: 69, stdout: expect.stringContaining("ENOENT") as string });
  });
});

describe("wrong usage; status 2:", () => {
  test.each([
    ["a case that there is not", ["--only", "no-such-case"], "no case has no-such-case in its name"],
    ["socket and command", ["--socket", "/tmp/x", "--", "/bin/true"], "Give --socket or a command, not both."],
    ["a list that there is not", ["--known-failing", "/no/such/list"], "the list of known failures cannot be read"],
    ["a folder without cases", ["--cases", "/no/such/folder"], "there are no cases (*.yaml) in /no/such/folder"],
    ["a client at a socket", ["--client", "--socket", "/tmp/x"], "A client has no socket to give"],
    ["a flag that there is not", ["--verbos"], "--verbos"],
    ["no patience", ["--patience", "0"], "Expected a number of seconds from 0.1"],
  ])("%s", async (_what, args, said) => {
    const { code, stdout, stderr } = await conformance(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.replaceAll(/\s+›\s+|\s+/g, " ")).toContain(said);
  });

  test("a list that names what is no case", async () => {
    const folder = temporaryFolder();
    const list = join(folder, "known.txt");
    writeFileSync(list, "control/pong\n");
    const { code, stderr } = await conformance("--known-failing", list);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("control/pong") as string });
  });

  test("a case with a mistake, by file, line and field; nothing is played", async () => {
    const folder = temporaryFolder();
    const lines = [
      "group: own",
      "about: Mine.",
      "cases:",
      "  - name: one",
      "    requirements: [R-PING-1]",
      "    steps: [{ conect: {} }]",
    ];
    writeFileSync(join(folder, "own.yaml"), lines.join("\n"));
    const { code, stdout, stderr } = await conformance("--cases", folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.replaceAll(/\s+›\s+|\s+/g, " ")).toContain(
      "own.yaml:6: cases[0].steps[0].conect: Step has no field “conect”",
    );
  });
});

test("npx decnet-bus-conformance is the same", async () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { bin: Record<string, string> };
  const path = join(ROOT, bin["decnet-bus-conformance"]!);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, "utf8")).toContain('"bus", "conformance"');
});
