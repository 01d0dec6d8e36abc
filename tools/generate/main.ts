// node tools/generate/main.ts [--check]
//
// Without --check it writes what proto/ and the plugin make; with it, it only says whether that is what is there.

import { parseArgs } from "node:util";
import { PROJECT_ROOT } from "../run-buf.ts";
import { checkGenerated } from "./check-generated.ts";
import { noPythonMessages } from "./python-messages.ts";
import { writeGenerated } from "./write-generated.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const leftOut = noPythonMessages();
  if (leftOut !== undefined) console.warn(`generate: left out: ${leftOut}`);
  if (!values.check) {
    for (const { path, kind } of await writeGenerated(PROJECT_ROOT)) {
      console.log(`${kind === "stray" ? "removed" : "wrote"} ${path}`);
    }
    console.log("gen/, docs/topics.md, the Python client's _gen/ and the topic lock are up to date");
    return;
  }
  const report = await checkGenerated(PROJECT_ROOT);
  if (report !== undefined) throw new Error(report);
  console.log("gen/, docs/topics.md, the Python client's _gen/ and the topic lock are what proto/ and the plugin make");
}

try {
  await main();
} catch (error) {
  console.error(`generate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
