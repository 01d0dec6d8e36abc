import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { DECNET, minimalEnv, ROOT, runCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("decnet", () => {
  test("alone says what there is", async () => {
    const { code, stdout } = await runCommand([]);
    expect(code).toBe(0);
    expect(stdout).toContain("decnet [COMMAND]");
  });

  test("--version says what package.json says, as all of the package does", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(VERSION).toBe(version);
    await expect(runCommand(["--version"])).resolves.toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`decnet-bus/${version} `) as string,
    });
  });

  test.each([
    [["help"], ["--help"]],
    [
      ["help", "bus"],
      ["bus", "--help"],
    ],
    [
      ["help", "bus", "pub"],
      ["bus", "pub", "--help"],
    ],
  ])("%j says what %j does", async (args, others) => {
    const [help, other] = await Promise.all([runCommand(args), runCommand(others)]);
    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("USAGE") as string });
    expect(help).toEqual(other);
  });

  test.each([
    [["nope"], "decnet nope"],
    [["bus", "nope"], "decnet bus nope"],
    [["bus", "pubs", "a.b"], "decnet bus pubs"],
  ])("%j is no command: it says so as it is typed, and which there are", async (args, typed) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const text = stderr.replaceAll(/\s+›?\s*/g, " ");
    expect(text).toContain(`There is no command “${typed}`);
    expect(text).toContain("There are: decnet bus, decnet bus ");
  });

  test("a word too many is one, and no command that there is not", async () => {
    const { code, stdout, stderr } = await runCommand(["bus", "status", "extra", "word"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const text = stderr.replaceAll(/\s+›?\s*/g, " ");
    expect(text).toContain("“decnet bus status” takes no “extra word”. See decnet bus status --help.");
  });

  test.each([
    ["bus", "--nope"],
    ["bus", "pub", "system.log", "{}", "--nope"],
    ["bus", "sub", ">", "--nope"],
  ])("%s %s: a flag that does not exist is wrong usage", async (...args) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Nonexistent flag: --nope");
  });

  test("that nobody has built says so in one line, and what to do", async () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    cpSync(DECNET, join(folder, "bin/decnet.js"));
    await using node = new RunningProcess(process.execPath, [join(folder, "bin/decnet.js"), "bus"], {
      env: minimalEnv(),
    });
    const { code, stdout, stderr } = await node.ended;
    expect({ code, stdout }).toEqual({ code: 78, stdout: "" });
    expect(stderr).toMatch(/^decnet: is not built: there is no \S+\/dist\/cli\/main\.js\. .*npm run build.*\n$/);
  });

  // An old Node is not at hand everywhere; what it would see is its own version, and a file that it can read.
  test.each([
    ["18.0.0", 78, /^decnet: needs Node 22\.12 or newer; this is v/],
    ["20.20.2", 78, /^decnet: needs Node 22\.12 or newer; this is v/],
    ["22.11.0", 78, /^decnet: needs Node 22\.12 or newer; this is v/],
    ["22.12.0", 0, /^$/],
    ["23.0.0", 0, /^$/],
    ["100.0.0", 0, /^$/],
  ])("under Node %s ends with %i", async (version, code, said) => {
    const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
    const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
    await using node = new RunningProcess(process.execPath, ["--import", preload, DECNET, "--version"], {
      env: minimalEnv(),
    });
    const outcome = await node.ended;
    expect(outcome).toMatchObject({ code, stderr: expect.stringMatching(said) as string });
    expect(outcome.stdout === "").toBe(code !== 0);
  });
});
