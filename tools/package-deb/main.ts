// npm run package:deb -- [--out FOLDER] [--arch amd64|arm64] [--revision N] [--compression xz|gzip|none]
//
// A Debian package of the daemon and the command line, with the Node that this repository pins: what is installed on the host does not
// matter, and upgrading it breaks nothing. The same commit gives the same bytes. Needs what was last built (npm run build), dpkg-deb, and
// strip for the architecture. Prints the file's path.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT_ROOT } from "../run-buf.ts";
import { withTempFolder } from "../temp-folder.ts";
import { architectureOf } from "./architecture.ts";
import { readManifest } from "./manifest.ts";
import { stagePackage } from "./stage.ts";

const COMPRESSIONS = ["xz", "gzip", "none"];

function readOptions() {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(PROJECT_ROOT, "build") },
      arch: { type: "string" },
      revision: { type: "string", default: "1" },
      compression: { type: "string", default: "xz" },
    },
  });
  if (!/^[a-z0-9.+~]+$/i.test(values.revision))
    throw new Error(`--revision ${values.revision}: letters, digits, . + ~`);
  if (!COMPRESSIONS.includes(values.compression)) {
    throw new Error(`--compression ${values.compression}: one of ${COMPRESSIONS.join(", ")}`);
  }
  return { ...values, architecture: architectureOf(values.arch) };
}

/** Of the commit, unless the builder says otherwise: https://reproducible-builds.org/docs/source-date-epoch/ */
function sourceDate(): string {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH !== undefined) return SOURCE_DATE_EPOCH;
  return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: PROJECT_ROOT, encoding: "utf8" }).trim();
}

async function main(): Promise<void> {
  const { out, architecture, revision, compression } = readOptions();
  const version = `${readManifest(PROJECT_ROOT).version}-${revision}`;
  const file = join(out, `decnet-bus_${version}_${architecture.debian}.deb`);
  // All files are newer, because they are copied now, and get this time.
  const SOURCE_DATE_EPOCH = sourceDate();
  mkdirSync(out, { recursive: true });
  await withTempFolder((folder) => {
    stagePackage({ root: PROJECT_ROOT, folder, version, architecture, sourceDate: Number(SOURCE_DATE_EPOCH) });
    // One thread: the cuts that several make depend on how many there are.
    const how = ["--root-owner-group", `-Z${compression}`, "--threads-max=1"];
    const env = { ...process.env, SOURCE_DATE_EPOCH };
    execFileSync("dpkg-deb", [...how, "--build", folder, file], { env, stdio: ["ignore", "ignore", "inherit"] });
  });
  console.log(file);
}

try {
  await main();
} catch (error) {
  console.error(`package-deb: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
