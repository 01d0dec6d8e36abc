// Completion for zsh.

import { NOTE } from "../../src/install/manual.ts";
import type { CommandPage, Flag } from "./commands.ts";
import {
  type CompletionSource,
  firstSentence,
  flagWords,
  isOpen,
  nameOf,
  type Offer,
  offersOf,
  subcommands,
  takesPath,
} from "./completion-words.ts";

/** A script for a folder of $fpath, as _decnet. */
export function zsh({ commands, templates }: CompletionSource): string {
  const cases = commands.map((command) => {
    const offers = offersOf(command, templates);
    const specs = [...command.flags.map(flagSpecs), "'(- *)--help[Show what it does.]'", ...offers.map(argumentSpec)];
    return `    ${quoted(nameOf(command))}) _arguments -S ${specs.join(" \\\n      ")} ;;`;
  });
  const names = subcommands(commands).map((command) => `'${nameOf(command)}:${zshText(command.summary)}'`);
  return `#compdef decnet
# ${NOTE}

${listFunctions(commands, templates).join("\n\n")}

_decnet() {
  local name=''
  local -a commands=(${names.join("\n    ")})
  if ((CURRENT == 2)); then compadd bus help; return; fi
  [[ $words[2] == bus ]] || return
  if ((CURRENT == 3)) && [[ $words[3] != -* ]]; then _describe command commands; return; fi
  shift words; ((CURRENT--))
  if [[ $words[2] != -* ]]; then name=$words[2]; shift words; ((CURRENT--)); fi
  case $name in
${cases.join("\n")}
  esac
}

_decnet "$@"
`;
}

/** Within single quotes, in a specification of _arguments. */
function zshText(text: string): string {
  return firstSentence(text)
    .replaceAll(/[[\]:\\]/g, "\\$&")
    .replaceAll("'", "'\\''");
}

/** A specification for each way to write it; who has written one is offered none, unless it may stand there more than once. */
function flagSpecs(flag: Flag): string {
  const names = flagWords(flag);
  const repeated = flag.multiple ? "*" : names.length > 1 ? `(${names.join(" ")})` : "";
  const action = flag.options.length > 0 ? `(${flag.options.join(" ")})` : takesPath(flag) ? "_files" : " ";
  const value = flag.value === undefined ? "" : `:${flag.value}:${action}`;
  const joint = (name: string): string => (flag.value === undefined ? "" : name.startsWith("--") ? "=" : "+");
  return names
    .map((name) => quoted(`${repeated}${name}${joint(name)}[${zshText(flag.description)}]${value}`))
    .join(" ");
}

function argumentSpec({ name, kind, multiple }: Offer, index: number): string {
  const action = kind === "words" ? listName(name) : kind === "paths" ? "_files" : " ";
  return quoted(`${multiple ? "*" : index + 1}:${name}:${action}`);
}

/** Each list once, however many commands offer it. */
function listFunctions(commands: readonly CommandPage[], templates: readonly string[]): readonly string[] {
  const offers = commands.flatMap((command) => offersOf(command, templates)).filter(({ kind }) => kind === "words");
  const lists = new Map(offers.map(({ name, words }) => [name, words]));
  return Array.from(lists, ([name, words]) => {
    const add = (some: readonly string[], options: string): string[] =>
      some.length === 0 ? [] : [`  compadd "$@" ${options}-- ${some.map(quoted).join(" ")}`];
    const open = words.filter(isOpen);
    const whole = words.filter((word) => !isOpen(word));
    return [`${listName(name)}() {`, ...add(whole, ""), ...add(open, "-S '' "), "}"].join("\n");
  });
}

function listName(argument: string): string {
  return `_decnet_${argument}s`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
