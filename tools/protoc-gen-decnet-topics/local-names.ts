// Names of the variables that hold the fields of a message, within a function that has variables of its own.

import { safeIdentifier } from "@bufbuild/protoplugin";

/** Name of the property to that of its variable. */
export type LocalNames = ReadonlyMap<string, string>;

/** The variables and parameters of the printed functions, and what cannot be one. */
const TAKEN = ["given", "inMessage", "item", "made", "mark", "out", "arguments", "await", "eval", "undefined"];

/** @param called The functions that are called beside them. */
export function localNames(properties: readonly string[], called: readonly string[]): LocalNames {
  const taken = new Set([...TAKEN, ...called]);
  return new Map(properties.map((name) => [name, localName(name, taken)]));
}

/** No name of a field has a `$` in it but those that protobuf-es has put at their end. */
function localName(name: string, taken: ReadonlySet<string>): string {
  if (/^\d/.test(name)) return `$${name}`;
  return taken.has(name) ? `${name}$` : safeIdentifier(name);
}
