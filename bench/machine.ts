// On what it was measured. Ratios travel, figures do not.

import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
  };
}

/** Exact, from the manifests of this repository. */
export function clientVersions(): Record<string, string> {
  const own = manifest("..") as { version: string };
  const { dependencies } = manifest(".") as { dependencies: Record<string, string> };
  return { "decnet-bus": own.version, ...dependencies };
}

function manifest(folder: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, folder, "package.json"), "utf8"));
}
