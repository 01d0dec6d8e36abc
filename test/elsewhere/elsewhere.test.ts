// The package in a project of somebody else: installed from its tarball, as its user does it, run by the oldest Node that it promises, by
// ours and by the newest, and compiled by three generations of TypeScript. Needs a registry; `npm run test:elsewhere`.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { worksOnNode } from "../packed/on-node.ts";
import { compilesWith } from "../packed/with-compiler.ts";
import { ROOT } from "../support/run-command.ts";
import { ONLY_DEPENDENCY, StrangersProject } from "../support/strangers-project.ts";
import { type Footprint, footprint } from "./footprint.ts";
import { fetchPackage } from "./registry.ts";

/** Besides the one that runs this. The first is the floor of package.json's `engines`. */
const NODES = ["22.12.0", "26.10.0"];
/** Besides the one that is a devDependency. */
const COMPILERS = ["5.9.3", "6.0.3"];

const MOST_TARBALL_KIB = 1_024;
const MOST_CONTENT_KIB = 6_144;

let fetched: string;
let project: StrangersProject;
let cost: Footprint;
const nodes = new Map([[process.versions.node, process.execPath]]);
const compilers = new Map([[manifest.devDependencies.typescript, join(ROOT, "node_modules/typescript")]]);

beforeAll(() => {
  fetched = mkdtempSync(join(tmpdir(), "decnet-elsewhere-"));
  const platform = `${process.platform}-${process.arch}`;
  // For others the registry lacks the oldest of them.
  if (platform !== "linux-x64") throw new Error(`These tests fetch Nodes for linux-x64. This is ${platform}.`);
  for (const version of NODES) nodes.set(version, join(fetchPackage(fetched, `node-${platform}`, version), "bin/node"));
  for (const version of COMPILERS) compilers.set(version, fetchPackage(fetched, "typescript", version));
  project = new StrangersProject().install();
  cost = footprint(project.folder, project.tarball);
  project.borrow("@types/node", "undici-types");
  // What the oldest of them writes runs everywhere.
  project.emitProgram(compilers.get(COMPILERS[0]!)!);
});

afterAll(() => {
  rmSync(fetched, { recursive: true, force: true });
  project[Symbol.dispose]();
});

test("the oldest of the Nodes is the one that package.json promises", () => {
  expect(manifest.engines.node).toBe(`>=${NODES[0]!.replace(/\.0$/, "")}`);
});

test("an installation is one package and its one dependency, and small", () => {
  // oxlint-disable-next-line no-console -- it is also run for these figures
  console.log(cost);
  expect(cost.packages.toSorted()).toEqual([ONLY_DEPENDENCY, manifest.name]);
  expect(cost.tarballKiB).toBeLessThan(MOST_TARBALL_KIB);
  expect(cost.contentKiB).toBeLessThan(MOST_CONTENT_KIB);
});

test("npm puts the manual page of a global installation where man looks for it", () => {
  const prefix = join(fetched, "usr");
  const install = ["install", "--global", "--prefix", prefix, "--no-audit", "--no-fund", project.tarball];
  execFileSync("npm", install, { stdio: "pipe" });
  expect(readFileSync(join(prefix, "share/man/man8/decnet-bus.8"), "utf8")).toContain(".TH DECNET");
});

for (const version of [NODES[0]!, process.versions.node, ...NODES.slice(1)]) {
  worksOnNode(
    version,
    () => nodes.get(version)!,
    () => project,
  );
}

for (const version of [...COMPILERS, manifest.devDependencies.typescript]) {
  compilesWith(
    version,
    () => compilers.get(version)!,
    () => project,
  );
}
