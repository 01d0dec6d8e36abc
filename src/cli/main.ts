// What bin/decnet.js starts once it has found Node new enough. `npm run build` bundles it, and oclif with it, into dist/cli: to find and
// read hundreds of modules took longer than to run them.

import { join } from "node:path";
import { handle, run } from "@oclif/core";
import { written } from "./written.ts";

/** Where package.json and oclif.manifest.json are; as far from src/cli as from dist/cli. */
const root = join(import.meta.dirname, "../..");

try {
  // The commands are those of this package. oclif would look for more in the user's home and among the dependencies.
  await run(process.argv.slice(2), { root, userPlugins: false, devPlugins: false });
} catch (error) {
  // oclif ends the process, and with it whatever waits for a slow reader. A command that succeeds just comes to its end.
  await written(process.stdout);
  await handle(error instanceof Error ? error : new Error(String(error)));
}
