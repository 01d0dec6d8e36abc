// `--now`: the commands are run, and in which order. They are not run here.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { BusError } from "../../src/errors.ts";
import { type Program, SERVICE, UNIT_FOLDER } from "../../src/install/files.ts";
import { install, type InstallObserver } from "../../src/install/index.ts";
import { checkSystemd, type runSteps } from "../../src/install/run-steps.ts";
import { busError } from "../support/bus-error.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.mock(import("../../src/install/run-steps.ts"), () => ({
  checkSystemd: vi.fn<typeof checkSystemd>(),
  runSteps: vi.fn<typeof runSteps>((steps, tell) => steps.forEach((step) => tell(step))),
}));

const program: Program = { node: "/bin/sh", script: "/etc/passwd" };

let prefix: string;
let story: string[];
const hasUnit = (): boolean => existsSync(join(prefix, UNIT_FOLDER, SERVICE));
const observer: InstallObserver = {
  planned: () => void story.push("planned"),
  running: ([command]) => void story.push(`${command} ${hasUnit() ? "with" : "without"} unit`),
  remaining: (steps) => void story.push(`${steps.length} remaining`),
};

beforeEach(() => {
  prefix = temporaryFolder();
  story = [];
});

describe("install --now", () => {
  test("writes the files, runs what there is to run, and leaves nothing to do", () => {
    install({ prefix, program, dryRun: false, now: true }, observer);
    expect(story).toEqual(["planned", "systemd-sysusers with unit", "systemctl with unit", "0 remaining"]);
  });

  test("runs nothing in a dry run, and says what would be run", () => {
    install({ prefix, program, dryRun: true, now: true }, observer);
    expect(story).toEqual(["planned", "2 remaining"]);
    expect(hasUnit()).toBe(false);
  });

  test("writes nothing where there is no systemd that could be asked", () => {
    vi.mocked(checkSystemd).mockImplementationOnce(() => {
      throw new BusError("UNAVAILABLE", "no systemd");
    });
    expect(() => install({ prefix, program, dryRun: false, now: true }, observer)).toThrow(busError("UNAVAILABLE"));
    expect({ story, written: hasUnit() }).toEqual({ story: ["planned"], written: false });
  });
});
