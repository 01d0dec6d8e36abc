// node tools/proto-breaking/main.ts [folder]
//
// Fails if proto/ of the folder (default: the project) breaks the newest release or, before the first one, the last
// commits.

import { resolve } from "node:path";
import { PROJECT_ROOT } from "../run-buf.ts";
import { findBaselines } from "./baselines.ts";
import { checkBreaking } from "./check-breaking.ts";

const HINT = "A schema only grows: put back what was there, and add beside it with new numbers and new names.";

async function main(root: string): Promise<void> {
  const baselines = findBaselines(root);
  if ("none" in baselines) {
    console.error(`proto-breaking: WARNING: nothing was compared, because ${baselines.none}.`);
    return;
  }
  for (const revision of baselines) {
    const findings = await checkBreaking(root, revision);
    if (findings.length > 0) throw new Error([`proto/ breaks ${revision}.`, ...findings, HINT].join("\n"));
    console.log(`proto/ is compatible with ${revision}`);
  }
}

try {
  await main(resolve(process.argv[2] ?? PROJECT_ROOT));
} catch (error) {
  console.error(`proto-breaking: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
