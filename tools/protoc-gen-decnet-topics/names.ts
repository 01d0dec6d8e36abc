// From the names of the proto to those of TypeScript.

import { safeIdentifier } from "@bufbuild/protoplugin";

/** What protoplugin's list leaves out and a function or a parameter of a module cannot be called, or would hide. */
const ALSO_TAKEN = new Set(["arguments", "await", "eval", "undefined", "topicToken", "topicChoice"]);

export function isSnakeCase(name: string): boolean {
  return /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name);
}

export function isUpperSnakeCase(name: string): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name);
}

/** `topology_id` → `topologyId`. */
export function camelCase(snake: string): string {
  return snake.replaceAll(/_([a-z0-9])/g, (_match, first: string) => first.toUpperCase());
}

/** `topology_id` → `TopologyId`. */
export function pascalCase(snake: string): string {
  return camelCase(`_${snake}`);
}

/** `topology_id` → `topologyId`, and `delete` → `delete$`: something that can be declared. */
export function identifier(snake: string): string {
  const name = camelCase(snake);
  return ALSO_TAKEN.has(name) ? `${name}$` : safeIdentifier(name);
}
