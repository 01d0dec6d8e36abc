// What bin/decnet.js starts once it has found Node new enough. `npm run build` bundles it, and oclif with it, into dist/cli: to find and
// read hundreds of modules took longer than to run them.

import { join } from "node:path";
import { execute } from "@oclif/core";

/** Where package.json and oclif.manifest.json are; as far from src/cli as from dist/cli. */
const root = join(import.meta.dirname, "../..");

// The commands are those of this package. oclif would look for more in the user's home and among the dependencies.
await execute({ loadOptions: { root, userPlugins: false, devPlugins: false } });
