// node tools/protocol-page/main.ts [--check]
//
// Brings the bytes in docs/protocol.md up to date; with --check it only says whether they are.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { shortDiff } from "../generate/short-diff.ts";
import { PROJECT_ROOT } from "../run-buf.ts";
import { fillPage } from "./fill-page.ts";
import { recordFrames } from "./recorded-frames.ts";

const PAGE = "docs/protocol.md";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const path = join(PROJECT_ROOT, PAGE);
  const page = readFileSync(path, "utf8");
  const filled = fillPage(page, await recordFrames());
  if (values.check && page !== filled) {
    const diff = shortDiff(page, filled);
    throw new Error(`the bytes of ${PAGE} are not those of real frames: run \`npm run protocol\`\n${diff}`);
  }
  if (!values.check) writeFileSync(path, filled);
  console.log(`the bytes of ${PAGE} are those of real frames`);
}

try {
  await main();
} catch (error) {
  console.error(`protocol-page: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
