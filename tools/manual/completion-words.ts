// What there is to offer, whatever the shell.

import type { CommandPage, Flag } from "./commands.ts";

export interface CompletionSource {
  readonly commands: readonly CommandPage[];
  /** Templates of the declared topics: `topology.{topology_id}.status`. */
  readonly templates: readonly string[];
}

/** Values of flags that are paths. */
export const PATHS: ReadonlySet<string> = new Set(["PATH", "FILE", "DIR", "FOLDER"]);

/** What can be said for a parameter is not known, so a topic ends before its first one; a pattern has a `*` there. */
export function wordsFor({ args }: CommandPage, templates: readonly string[]): readonly string[] {
  const [first] = args;
  if (first === undefined) return [];
  if (first.options.length > 0) return first.options;
  const topics = templates.map((template) => template.replace(/\{.*/, ""));
  const patterns = templates.map((template) => template.replaceAll(/\{\w+\}/g, "*"));
  const families = templates.map((template) => `${template.split(".", 1)[0]}.>`);
  if (first.name === "topic") return [...new Set(topics)];
  return first.name === "pattern" ? [...new Set([...families, ...patterns])] : [];
}

export function flagWords({ char, name, aliases }: Flag): readonly string[] {
  return [...(char === undefined ? [] : [`-${char}`]), ...[name, ...aliases].map((each) => `--${each}`)];
}

export function subcommands(commands: readonly CommandPage[]): readonly CommandPage[] {
  return commands.filter(({ words }) => words.length === 2);
}
