// The package in a project of somebody else, on what the repository itself has: its Node, its TypeScript. Other Nodes and other compilers
// come from a registry: test/elsewhere/.

import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ROOT } from "../support/run-command.ts";
import { StrangersProject } from "../support/strangers-project.ts";
import { worksOnNode } from "./on-node.ts";
import { compilesWith } from "./with-compiler.ts";

const compiler = join(ROOT, "node_modules/typescript");

let project: StrangersProject;

beforeAll(() => {
  project = new StrangersProject().unpack().borrow("@types/node", "undici-types");
  project.emitProgram(compiler);
});

afterAll(() => project[Symbol.dispose]());

worksOnNode(
  process.versions.node,
  () => process.execPath,
  () => project,
);

compilesWith(
  manifest.devDependencies.typescript,
  () => compiler,
  () => project,
);
