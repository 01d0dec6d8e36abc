// What a fresh generation and the project's files have not in common. gen/ belongs to the generators as a whole, as does
// the folders for Python, so a file there that they do not make is a stray; elsewhere only the files that they make are
// theirs.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isPythonMessage, noPythonMessages, PYTHON_FOLDERS } from "./python-messages.ts";
import { shortDiff } from "./short-diff.ts";

export interface Difference {
  /** Relative to the project's root. */
  readonly path: string;
  /** `missing`: generated, but not there. `stray`: there, but not generated. */
  readonly kind: "changed" | "missing" | "stray";
}

/** The files under `fresh` that `project` does not have byte for byte, sorted by path. */
export function differingFiles(fresh: string, project: string): Difference[] {
  return listFiles(fresh, ".").flatMap((path): Difference[] => {
    if (!existsSync(join(project, path))) return [{ path, kind: "missing" }];
    const same = readFileSync(join(fresh, path)).equals(readFileSync(join(project, path)));
    return same ? [] : [{ path, kind: "changed" }];
  });
}

/** The files in the generators' folders that nothing generates any more. What could not be generated here is none. */
export function strayFiles(fresh: string, project: string): Difference[] {
  const notMade = noPythonMessages() === undefined ? (): boolean => false : isPythonMessage;
  return ["gen", ...PYTHON_FOLDERS]
    .flatMap((folder) => listFiles(project, folder))
    .filter((path) => !existsSync(join(fresh, path)) && !notMade(path))
    .map((path) => ({ path, kind: "stray" }));
}

/** One difference for people, with its first lines. */
export function describeDifference({ path, kind }: Difference, fresh: string, project: string): string {
  if (kind === "missing") return `${path}: is missing`;
  if (kind === "stray") return `${path}: nothing generates it`;
  const [before, after] = [project, fresh].map((root) => readFileSync(join(root, path), "utf8"));
  return `${path}: differs (- as it is, + as generated)\n${shortDiff(before ?? "", after ?? "")}`;
}

function listFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("__pycache__"))
    .toSorted();
}
