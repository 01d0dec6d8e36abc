// npm run systemd:score
//
// What systemd-analyze thinks of our unit, beside those of well-known brokers as Debian ships them: from the host if they are installed,
// else out of the packages, which are downloaded into a temporary folder and not installed.

import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../run-buf.ts";
import { withTempFolder } from "../temp-folder.ts";
import { scoreOf } from "./score.ts";

const OURS = join(PROJECT_ROOT, "systemd/decnet-bus.service");

/** Debian package, unit. */
const OTHERS = [
  ["redis-server", "redis-server.service"],
  ["nats-server", "nats-server.service"],
  ["mosquitto", "mosquitto.service"],
  ["dbus-broker", "dbus-broker.service"],
  ["rabbitmq-server", "rabbitmq-server.service"],
] as const;

const UNIT_FOLDERS = ["/lib/systemd/system", "/usr/lib/systemd/system"];

interface Found {
  readonly file: string;
  readonly version: string;
}

/** @throws Error if neither the host nor apt has it. */
function findUnit(name: string, unit: string, folder: string): Found {
  const installed = UNIT_FOLDERS.map((path) => join(path, unit)).find((path) => existsSync(path));
  if (installed !== undefined) {
    return { file: installed, version: output("dpkg-query", ["--show", "--showformat=${Version}", name], folder) };
  }
  output("apt-get", ["download", name], folder);
  const [archive] = globSync(`${name}_*.deb`, { cwd: folder });
  if (archive === undefined) throw new Error("apt-get has downloaded nothing");
  output("dpkg-deb", ["--extract", archive, name], folder);
  const [file] = globSync(`${name}/**/systemd/system/${unit}`, { cwd: folder });
  if (file === undefined) throw new Error(`the package has no ${unit}`);
  return { file: join(folder, file), version: output("dpkg-deb", ["--field", archive, "Version"], folder) };
}

function output(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function rowOf(name: string, unit: string, folder: string): string {
  try {
    const { file, version } = findUnit(name, unit, folder);
    return `| ${name} ${version} | ${scoreOf(file).exposure.toFixed(1)} |`;
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    return `| ${name} | not to be had here: ${why} |`;
  }
}

await withTempFolder((folder) => {
  const { exposure, open } = scoreOf(OURS);
  console.log(
    `${output("systemd-analyze", ["--version"], folder).split("\n")[0]}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  console.log("| service | exposure, 0 to 10 |\n| --- | --- |");
  console.log(`| **decnet-bus** | **${exposure.toFixed(1)}** |`);
  for (const [name, unit] of OTHERS) console.log(rowOf(name, unit, folder));
  console.log("\nWhat remains open in ours:");
  for (const { setting, meaning, weight } of open) console.log(`  ${weight.toFixed(1)}  ${setting}  ${meaning}`);
});
