// What there is to offer, whatever the shell.

import type { CommandPage, Flag } from "./commands.ts";

export interface CompletionSource {
  readonly commands: readonly CommandPage[];
  /** Templates of the declared topics: `topology.{topology_id}.status`. */
  readonly templates: readonly string[];
}

/** What can stand for an argument of a command. */
export interface Offer {
  readonly name: string;
  readonly kind: "words" | "paths" | "nothing";
  readonly words: readonly string[];
  /** It stands for all arguments from its place on. */
  readonly multiple: boolean;
}

/** Values of flags that are paths. */
const PATHS: ReadonlySet<string> = new Set(["PATH", "FILE", "DIR", "FOLDER"]);

/** An offer for each argument, in their order. */
export function offersOf({ args, anythingElse }: CommandPage, templates: readonly string[]): readonly Offer[] {
  const declared = args.map(({ name, options, multiple }): Offer => {
    const words = options.length > 0 ? options : wordsFor(name, templates);
    return { name, kind: words.length > 0 ? "words" : name === "file" ? "paths" : "nothing", words, multiple };
  });
  // Somebody else's program, and what that takes.
  return anythingElse ? [...declared, { name: "command", kind: "paths", words: [], multiple: true }] : declared;
}

/** What can be said for a parameter is not known, so a topic ends before its first one; a pattern has a `*` there. */
function wordsFor(argument: string, templates: readonly string[]): readonly string[] {
  const topics = templates.map((template) => template.replace(/\{.*/, ""));
  const patterns = templates.map((template) => template.replaceAll(/\{\w+\}/g, "*"));
  const families = templates.map((template) => `${template.split(".", 1)[0]}.>`);
  if (argument === "topic") return [...new Set(topics)];
  return argument === "pattern" ? [...new Set([...families, ...patterns])] : [];
}

/** Whether there is more of a word to come: a topic of which only the beginning is known. */
export function isOpen(word: string): boolean {
  return word.endsWith(".");
}

export function takesPath({ value }: Flag): boolean {
  return value !== undefined && PATHS.has(value);
}

export function flagWords({ char, name, aliases }: Flag): readonly string[] {
  return [...(char === undefined ? [] : [`-${char}`]), ...[name, ...aliases].map((each) => `--${each}`)];
}

/** As it is typed behind `decnet bus`; empty for that itself. */
export function nameOf({ words }: CommandPage): string {
  return words.slice(1).join(" ");
}

export function subcommands(commands: readonly CommandPage[]): readonly CommandPage[] {
  return commands.filter((command) => nameOf(command) !== "");
}

/** `ping --count`, for each flag that has a value behind it: the name of the command, and the flag as it can be typed. */
export function valueFlags(commands: readonly CommandPage[]): readonly string[] {
  return commands.flatMap((command) =>
    command.flags
      .filter(({ value }) => value !== undefined)
      .flatMap((flag) => flagWords(flag).map((word) => `${nameOf(command)} ${word}`)),
  );
}

/** The sentence with which a text begins. */
export function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/, 1)[0]!;
}
