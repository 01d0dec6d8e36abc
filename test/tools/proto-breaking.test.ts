// The wire check, held against planted changes in small repositories of their own.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { findBaselines } from "../../tools/proto-breaking/baselines.ts";
import { checkBreaking } from "../../tools/proto-breaking/check-breaking.ts";
import { PROJECT_ROOT } from "../../tools/run-buf.ts";
import { withTempFolder } from "../../tools/temp-folder.ts";

const PLAIN = "string state = 1;";
const ADDED = "string state = 1; string reason = 2;";
const RETYPED = "uint32 state = 1;";
const RENUMBERED = "string state = 2;";

// A hook that runs the tests, or the settings of whoever does, must not reach into these repositories.
beforeEach(() => {
  for (const name of ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"]) vi.stubEnv(name, undefined);
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
  vi.stubEnv("GIT_CEILING_DIRECTORIES", join(PROJECT_ROOT, ".."));
});

describe("checkBreaking", () => {
  test.for([
    { title: "another type", fields: RETYPED, finding: /status\.proto:.*"1".*"state".*type/ },
    { title: "another number", fields: RENUMBERED, finding: /status\.proto:.*"1".*"state".*deleted/ },
  ])("finds a field with $title", async ({ fields, finding }) => {
    await withTempFolder(async (folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      write(folder, fields);
      expect((await checkBreaking(folder, "HEAD")).join("\n")).toMatch(finding);
    });
  });

  test("passes an addition", async () => {
    await withTempFolder(async (folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      write(folder, ADDED);
      expect(await checkBreaking(folder, "HEAD")).toEqual([]);
    });
  });

  test("does not take proto that cannot be compiled for a break", async () => {
    await withTempFolder(async (folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      write(folder, "strin state = 1;");
      await expect(checkBreaking(folder, "HEAD")).rejects.toThrow(/`buf build` failed:\n.*cannot find `strin`/);
    });
  });

  test("cannot compare with a revision that is not there", async () => {
    await withTempFolder(async (folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      await expect(checkBreaking(folder, "v9.9.9")).rejects.toThrow("git cannot archive proto/ of v9.9.9");
    });
  });
});

describe("findBaselines", () => {
  test("takes the newest release of this history, in the order of versions", async () => {
    await withTempFolder((folder) => {
      beginRepository(folder);
      for (const [index, tag] of ["v0.9.0", "v0.10.0-rc.1", "v0.10.0", "vendored"].entries()) {
        commit(folder, `string state = 1; string f${index} = ${index + 2};`);
        git(folder, "tag", tag);
      }
      expect(findBaselines(folder)).toEqual(["v0.10.0"]);
    });
  });

  test("takes the last two commits before the first release", async () => {
    await withTempFolder((folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      expect(findBaselines(folder)).toEqual(["HEAD"]);
      commit(folder, ADDED);
      expect(findBaselines(folder)).toEqual(["HEAD", "HEAD~1"]);
    });
  });

  test("finds none without a repository, without a commit, and without a proto/", async () => {
    await withTempFolder((folder) => {
      write(folder, PLAIN);
      expect(findBaselines(folder)).toHaveProperty("none", expect.stringContaining("git finds no repository ("));
      beginRepository(folder);
      expect(findBaselines(folder)).toEqual({ none: "there is no commit yet" });
      rmSync(join(folder, "proto"), { recursive: true });
      git(folder, "add", ".");
      git(folder, "commit", "--quiet", "-m", "no proto");
      expect(findBaselines(folder)).toEqual({ none: "no proto/ with a buf.yaml beside it is in HEAD, nor in HEAD~1" });
    });
  });
});

describe("the command", () => {
  test("fails on a break that was committed already, and says what to do", async () => {
    await withTempFolder((folder) => {
      beginRepository(folder);
      commit(folder, PLAIN);
      commit(folder, RETYPED);
      const run = protoBreaking(folder);
      expect(run.status).toBe(1);
      expect(run.stdout).toContain("proto/ is compatible with HEAD\n");
      expect(run.stderr).toContain("proto/ breaks HEAD~1.");
      expect(run.stderr).toContain("A schema only grows: put back what was there");
    });
  });

  test("passes, and says loudly that it compared nothing, without a repository", async () => {
    await withTempFolder((folder) => {
      write(folder, PLAIN);
      const run = protoBreaking(folder);
      expect(run.status).toBe(0);
      expect(run.stderr).toContain("WARNING: nothing was compared, because git finds no repository");
    });
  });
});

function write(folder: string, fields: string): void {
  mkdirSync(join(folder, "proto/acme/v1"), { recursive: true });
  writeFileSync(join(folder, "buf.yaml"), "version: v2\nmodules:\n  - path: proto\nbreaking:\n  use:\n    - FILE\n");
  const text = `syntax = "proto3";\npackage acme.v1;\nmessage Status { ${fields} }\n`;
  writeFileSync(join(folder, "proto/acme/v1/status.proto"), text);
}

function beginRepository(folder: string): void {
  git(folder, "init", "--quiet");
  git(folder, "config", "user.name", "Test");
  git(folder, "config", "user.email", "test@example.invalid");
}

function commit(folder: string, fields: string): void {
  write(folder, fields);
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", fields);
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder });
}

function protoBreaking(folder: string): { status: number | null; stdout: string; stderr: string } {
  const main = join(PROJECT_ROOT, "tools", "proto-breaking", "main.ts");
  return spawnSync(process.execPath, [main, folder], { encoding: "utf8" });
}
