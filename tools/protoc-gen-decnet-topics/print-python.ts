// Prints what the Python client has of the topics: its builders and constants, its registry, and the packages around the messages, which
// protoc makes. Paths are relative to the folder that holds all of it.

import type { Builder } from "./group-builders.ts";
import { printPythonBuilders } from "./print-python-builders.ts";
import { printPythonRegistry } from "./print-python-registry.ts";
import { pythonHeader } from "./python-layout.ts";
import type { Topic } from "./topic-model.ts";

/** Where the frames are: protoc makes their modules, and Python wants a package around them. */
const FRAMES_FOLDER = "decnet/bus/v1";

/** Pairs of path and text. */
export function printPython(topics: readonly Topic[], builders: readonly Builder[]): [path: string, text: string][] {
  const folder = topics[0]?.folder ?? "";
  const packages = [...new Set(["", ...withParents(FRAMES_FOLDER), ...withParents(folder)])];
  const marker = pythonHeader(folder, "Generated code: not for use from outside of this package.");
  return [
    ...packages.map((each): [string, string] => [each === "" ? "__init__.py" : `${each}/__init__.py`, marker]),
    ["topic_builders.py", printPythonBuilders(builders)],
    ["topic_registry.py", printPythonRegistry(topics)],
  ];
}

/** `a/b` → `a`, `a/b`; the root itself has none. */
function withParents(folder: string): string[] {
  const names = folder.split("/").filter((name) => name !== ".");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}
