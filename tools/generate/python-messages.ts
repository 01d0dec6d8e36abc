// The messages for Python. protoc makes them, and it has to be the one that fits the runtime: what a newer one prints, Debian 12's
// python3-protobuf does not import. Where there is no such protoc, they are left as they are, and that is said; CI has it.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runBuf } from "../run-buf.ts";

const HOME = join("clients", "python");

/** Where all generated Python is, relative to the project's root: the package's, and what its conformance adapter speaks. */
export const PYTHON_FOLDERS = [join(HOME, "decnet_bus", "_gen"), join(HOME, "conformance", "_gen")] as const;

/** What makes each. */
const TEMPLATES = ["buf.gen.python.yaml", "buf.gen.python-conformance.yaml"] as const;

const WANTED = /^libprotoc 3\.21\./;

/** Whether protoc makes that file. */
export function isPythonMessage(path: string): boolean {
  return PYTHON_FOLDERS.some((folder) => path.startsWith(folder)) && /_pb2\.pyi?$/.test(path);
}

/** Why they cannot be made here; undefined if they can. In CI that is an error: nobody would read it. */
export function noPythonMessages(): string | undefined {
  const { stdout, error } = spawnSync("protoc", ["--version"], { encoding: "utf8" });
  if (error === undefined && WANTED.test(stdout)) return undefined;
  const found = error === undefined ? stdout.trim() : "no protoc";
  const why = `Python's messages (*_pb2.py) need protoc 3.21 (scripts/system-deps.sh); here is ${found}`;
  if (process.env["CI"] === "true") throw new Error(`${why}.`);
  return why;
}

/** Makes them in `into`, which is laid out as the project is. */
export function generatePythonMessages(into: string): void {
  for (const template of TEMPLATES) runBuf(["generate", "--template", template, "-o", into]);
  for (const folder of PYTHON_FOLDERS) {
    for (const entry of readdirSync(join(into, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!/_pb2\.pyi?$/.test(entry.name)) continue;
      writeFileSync(path, insidePackage(readFileSync(path, "utf8")));
    }
  }
}

/**
 * protoc takes the folders of proto files for top-level packages. `decnet` is the name of the workers' own package, so these are moved
 * into ours: `from decnet.bus.v1 import topic_pb2` → `from decnet_bus._gen.decnet.bus.v1 import topic_pb2`, and what the module is told
 * that it is called.
 */
export function insidePackage(module: string): string {
  return module.replaceAll(
    /^(from |_builder\.\w+\(DESCRIPTOR, ')(decnet\.\w+)/gm,
    (_all, before: string, folder: string) =>
      `${before}${folder === "decnet.conformance" ? "conformance" : "decnet_bus"}._gen.${folder}`,
  );
}
