// The package as somebody installs it: packed, and unpacked beside the one package that it depends on. What the repository has and the
// package lacks is missing here.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { COMMANDS } from "../../src/cli/commands.ts";
import type { Outcome, RunningProcess } from "../support/running-process.ts";
import { ONLY_DEPENDENCY, StrangersProject } from "../support/strangers-project.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let project: StrangersProject;

beforeAll(() => {
  project = new StrangersProject().unpack();
});

afterAll(() => project[Symbol.dispose]());

function start(...args: readonly string[]): RunningProcess {
  return project.start(process.execPath, ...args);
}

async function decnet(...args: readonly string[]): Promise<Outcome> {
  await using command = start(join(project.installed, "bin/decnet.js"), ...args);
  return await command.ended;
}

describe("the packed package", () => {
  test("depends on protobuf alone", () => {
    expect(Object.keys(manifest.dependencies)).toEqual([ONLY_DEPENDENCY]);
  });

  test("brings oclif's manifest, so that help need not load the commands", () => {
    const { commands } = JSON.parse(readFileSync(join(project.installed, "oclif.manifest.json"), "utf8")) as {
      commands: object;
    };
    expect(Object.keys(commands).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  });

  test("brings the licences of the code in its bundle", () => {
    const licences = readFileSync(join(project.installed, "dist/cli/THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...BUNDLED })) {
      expect(licences).toContain(`\n${name} ${version}\nLicence: `);
    }
    // No licence file is in that package; the terms stand in its sources.
    expect(licences).toContain("Copyright 2008 Google Inc.");
  });

  test.for(Object.keys(manifest.exports))("exports %s to a program", async (entry) => {
    const name = join(manifest.name, entry);
    const options = entry.endsWith(".json") ? ', { with: { type: "json" } }' : "";
    const program = `console.log(Object.keys(await import("${name}"${options})).length > 0)`;
    await using node = start("--input-type=module", "--eval", program);
    await expect(node.ended).resolves.toMatchObject({ code: 0, stdout: "true\n", stderr: "" });
  });

  test("shows the help of a command", async () => {
    const { code, stdout, stderr } = await decnet("bus", "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("$ decnet bus");
    expect(stdout).toContain("--heartbeat");
  });

  test("brings the units that it installs", async () => {
    const { stdout } = await decnet("bus", "install", "--dry-run", "--prefix", project.folder);
    expect(stdout).toContain(`create    ${join(project.folder, "etc/systemd/system/decnet-bus.service")}`);
  });

  test("holds its own broker and its own client against the protocol, with the cases that it brings", async () => {
    for (const [side, only] of [
      [[], "control/ping"],
      [["--client"], "client-frames/ping"],
    ] as const) {
      const held = await decnet("bus", "conformance", ...side, "--only", only);
      expect(held).toMatchObject({ code: 0, stderr: "" });
      // The requirements come from the page, which is packed as well.
      expect(held.stdout).toMatch(/ cases: \d+ passed\n$/);
    }
  });

  test("runs a daemon that a client publishes to, and that stops in order", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const args = ["bus", "--socket", socket, "--group", "", "--heartbeat", "0"];
    await using daemon = start(join(project.installed, "bin/decnet.js"), ...args);
    await daemon.stderr.has('"msg":"listening"');
    await expect(decnet("bus", "pub", "system.log", "{}", "--socket", socket)).resolves.toMatchObject({
      code: 0,
      stdout: "published system.log\n",
      stderr: "",
    });
    daemon.kill("SIGTERM");
    await expect(daemon.ended).resolves.toMatchObject({ code: 0, signal: null });
    expect(daemon.stderr.text).toContain('"msg":"stopped"');
    expect(existsSync(socket)).toBe(false);
  });
});

/** What the command line is made of, besides its own code. */
const { "@oclif/core": core, "@oclif/plugin-help": help, diff, pino, yaml } = manifest.devDependencies;
const BUNDLED = { "@oclif/core": core, "@oclif/plugin-help": help, diff, pino, yaml };
