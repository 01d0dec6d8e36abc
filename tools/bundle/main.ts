// node tools/bundle/main.ts
//
// The last step of `npm run build`: the command line as a bundle in dist/cli, the licences of what is in it, oclif's manifest,
// and what is made of that: the manual page and completions for shells.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeManual } from "../manual/write-manual.ts";
import { PROJECT_ROOT } from "../run-buf.ts";
import { bundleCommandLine } from "./bundle-command-line.ts";
import { licenceText, packagesOf } from "./licences.ts";
import { manifestOf } from "./manifest.ts";

async function main(): Promise<void> {
  const folder = join(PROJECT_ROOT, "dist", "cli");
  const { files, modules } = await bundleCommandLine(PROJECT_ROOT, folder);
  const packages = packagesOf(modules, PROJECT_ROOT);
  writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licenceText(packages));
  // Last, because oclif asks the commands, which are in the bundle.
  const manifest = await manifestOf(PROJECT_ROOT);
  writeManual(PROJECT_ROOT, manifest);
  writeFileSync(join(PROJECT_ROOT, "oclif.manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`dist/cli: ${files.length} files, ${Math.round(bytes / 1024)} KiB, code of ${packages.length} packages`);
}

try {
  await main();
} catch (error) {
  console.error(`bundle: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
