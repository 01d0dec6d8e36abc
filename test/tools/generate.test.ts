// Generation and its check, on a copy: the output goes to a temporary project and is damaged there.

import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkGenerated } from "../../tools/generate/check-generated.ts";
import { shortDiff } from "../../tools/generate/short-diff.ts";
import { writeGenerated } from "../../tools/generate/write-generated.ts";

const HINT = "gen/ is output: change proto/ or the plugin, then run `npm run gen`";

const FRAMES = "gen/decnet/bus/v1/frame_pb.ts";
const BUILDERS = "gen/decnet/topics/v1/topics.ts";
const REGISTRY = "gen/decnet/topics/v1/registry.ts";

// Each starts a dozen processes, some of them twice.
describe("generation", { timeout: 60_000 }, () => {
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "decnet-bus-"));
    await writeGenerated(project);
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  test("is complete: what it wrote passes its own check", async () => {
    expect(await checkGenerated(project)).toBeUndefined();
  });

  test("is checked: an edit, a stray and a missing file are named, and nothing is touched", async () => {
    const registry = readFileSync(join(project, REGISTRY));
    appendFileSync(join(project, BUILDERS), "export const BY_HAND = 1;\n");
    appendFileSync(join(project, "docs/topics.md"), "By hand.\n");
    writeFileSync(join(project, "gen/old_pb.ts"), "export {};\n");
    rmSync(join(project, REGISTRY));
    const before = snapshot(project);

    const report = await checkGenerated(project);

    expect(report).toContain(`${BUILDERS}: differs (- as it is, + as generated)\n`);
    expect(report).toContain("- export const BY_HAND = 1;");
    expect(report).toContain("docs/topics.md: differs");
    expect(report).toContain("gen/old_pb.ts: nothing generates it");
    expect(report).toContain(`${REGISTRY}: is missing`);
    expect(report?.split("\n").at(-1)).toBe(HINT);
    expect(snapshot(project)).toEqual(before);

    // Running the generation is what the report advises; it repairs each of these.
    await writeGenerated(project);
    expect(readFileSync(join(project, REGISTRY))).toEqual(registry);
    expect(readFileSync(join(project, BUILDERS), "utf8")).not.toContain("BY_HAND");
    expect(readFileSync(join(project, "docs/topics.md"), "utf8")).not.toContain("By hand.");
    expect(readdirSync(join(project, "gen"))).not.toContain("old_pb.ts");
  });

  test("reports an edited frame before it relies on the frames", async () => {
    const path = join(project, FRAMES);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("One unit of the stream", "One unit of a stream"));
    const report = await checkGenerated(project);
    writeFileSync(path, text);
    expect(report?.split("\n")).toEqual([
      `${FRAMES}: differs (- as it is, + as generated)`,
      expect.stringMatching(/^ {2}line \d+$/),
      expect.stringContaining("One unit of a stream"),
      expect.stringContaining("One unit of the stream"),
      HINT,
    ]);
  });

  test("fails when a promise of the topic lock is broken", async () => {
    const lock = join(project, "proto/topics.lock.json");
    const text = readFileSync(lock, "utf8");
    writeFileSync(lock, text.replace("topology.{}.status", "topology.{}.gone"));
    const check = checkGenerated(project);
    await expect(check).rejects.toThrow("topology.{}.gone (decnet.topics.v1.TopologyStatus) was renamed");
    writeFileSync(lock, text);
  });
});

describe("shortDiff", () => {
  test("shows the stretch that differs", () => {
    expect(shortDiff("a\nb\nc\nd", "a\nx\ny\nc\nd")).toBe("  line 2\n  - b\n  + x\n  + y");
  });

  test("shows an insertion as one", () => {
    expect(shortDiff("a\na", "a\na\na")).toBe("  line 3\n  + a");
  });

  test("cuts long stretches", () => {
    const lines = shortDiff("", Array.from({ length: 20 }, (_, index) => `l${index}`).join("\n")).split("\n");
    expect(lines).toHaveLength(1 + 1 + 8 + 1);
    expect(lines.at(-1)).toBe("  + … 12 more lines");
  });

  test("cuts a long line short", () => {
    expect(shortDiff("a".repeat(200), "b".repeat(203))).toBe(
      `  line 1\n  - ${"a".repeat(200)}\n  + ${"b".repeat(200)} … 3 more characters`,
    );
  });
});

/** Path, content and time of the last change of every file. */
function snapshot(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => [path, readFileSync(join(folder, path), "utf8"), statSync(join(folder, path)).mtimeMs]);
}
