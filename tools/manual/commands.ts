// The commands as manual and completions see them: what oclif's manifest says, without what only oclif understands.

import type { Interfaces } from "@oclif/core";

export interface Flag {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly char: string | undefined;
  readonly description: string;
  /** What a value is called; undefined for a flag without one. */
  readonly value: string | undefined;
  /** It may be given more than once. */
  readonly multiple: boolean;
  /** All that a value may be, if that is known. */
  readonly options: readonly string[];
  readonly preset: string | undefined;
}

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly multiple: boolean;
  readonly options: readonly string[];
}

export interface CommandPage {
  /** As it is typed, after `decnet`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly args: readonly Argument[];
  readonly flags: readonly Flag[];
  readonly examples: readonly { readonly description: string; readonly command: string }[];
  /** It takes more than it declares. */
  readonly anythingElse: boolean;
}

type Manifest = Interfaces.Manifest;
type Declared = Manifest["commands"][string];

/** All of them but oclif's own help, in the order of their names. */
export function commandPages({ commands }: Manifest): readonly CommandPage[] {
  const own = Object.values(commands).filter(({ id }) => id.startsWith("bus"));
  return own.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(pageOf);
}

function pageOf(command: Declared): CommandPage {
  return {
    words: command.id.split(":"),
    summary: plain(command.summary),
    description: plain(command.description),
    args: Object.values(command.args).map((arg) => ({
      name: arg.name,
      description: plain(arg.description),
      required: arg.required ?? false,
      multiple: arg.multiple ?? false,
      options: arg.options ?? [],
    })),
    flags: Object.values(command.flags)
      .filter(({ hidden }) => hidden !== true)
      .map(flagOf)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    examples: examplesOf(command),
    anythingElse: command.strict === false && !Object.values(command.args).some(({ multiple }) => multiple),
  };
}

function flagOf(flag: Declared["flags"][string]): Flag {
  const { name, aliases = [], char, description, summary } = flag;
  const isOption = flag.type === "option";
  const preset: unknown = isOption ? flag.default : undefined;
  return {
    name,
    aliases,
    char,
    description: plain(description ?? summary),
    value: isOption ? (typeof flag.helpValue === "string" ? flag.helpValue : "VALUE") : undefined,
    multiple: isOption && flag.multiple === true,
    options: isOption ? (flag.options ?? []) : [],
    preset: typeof preset === "string" || typeof preset === "number" ? String(preset) : undefined,
  };
}

function examplesOf({ examples = [] }: Declared): CommandPage["examples"] {
  return examples.map((example) =>
    typeof example === "string"
      ? { description: "", command: plain(example) }
      : { description: plain(example.description), command: plain(example.command) },
  );
}

function plain(text = ""): string {
  return text.replaceAll("<%= config.bin %>", "decnet");
}
