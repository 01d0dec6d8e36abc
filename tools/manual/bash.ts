// Completion for bash.

import { NOTE } from "../../src/install/manual.ts";
import type { CommandPage } from "./commands.ts";
import {
  type CompletionSource,
  flagWords,
  nameOf,
  type Offer,
  offersOf,
  subcommands,
  takesPath,
  valueFlags,
} from "./completion-words.ts";

/** A script for bash 4.4 or newer. */
export function bash({ commands, templates }: CompletionSource): string {
  const flags = commands.map(
    (command) => `    '${nameOf(command)}') flags='${[...command.flags.flatMap(flagWords), "--help"].join(" ")}' ;;`,
  );
  const values = commands.flatMap(valueCases);
  const args = commands.flatMap((command) => offersOf(command, templates).flatMap(argumentCase(nameOf(command))));
  return `# ${NOTE}
# bash completion for decnet, to be sourced or put into /usr/share/bash-completion/completions/decnet

${HELPERS}
${counting(commands)}
_decnet() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} name='' flags='' at=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then _decnet_offer 'bus help'; return; fi
  [[ \${COMP_WORDS[1]} == bus ]] || return
  if ((COMP_CWORD > 2)) && [[ \${COMP_WORDS[2]} != -* ]]; then name=\${COMP_WORDS[2]}; fi
  # With its value behind an equals sign, the flag is the word before that.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  case "$name $prev" in
${values.join("\n")}
  esac
  case "$name" in
${flags.join("\n")}
  esac
  if [[ $cur == -* ]]; then _decnet_offer "$flags"; return; fi
  if ((COMP_CWORD == 2)); then _decnet_offer '${subcommands(commands).map(nameOf).join(" ")}'; return; fi
  _decnet_count
  case "$name $at" in
${args.join("\n")}
  esac
}

complete -F _decnet decnet
`;
}

const HELPERS = `_decnet_offer() {
  set -f
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
  set +f
  [[ \${COMPREPLY[0]-} == *. ]] && compopt -o nospace
}

_decnet_paths() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
`;

/** What is no flag, and no value of one, is an argument. An equals sign is a word of its own. */
function counting(commands: readonly CommandPage[]): string {
  const keys = valueFlags(commands).map((key) => `'${key}'`);
  return `# Counts the arguments before the cursor.
_decnet_count() {
  local i
  for ((i = 3; i < COMP_CWORD; i++)); do
    case "$name \${COMP_WORDS[i]}" in
      ${keys.join("|")}) ((i++)); [[ \${COMP_WORDS[i]} != = ]] || ((i++)) ;;
      *' -'?*) ;;
      *) ((at++)) ;;
    esac
  done
}
`;
}

/** What is offered behind a flag that takes a value: all that it may be, paths, or nothing. */
function valueCases(command: CommandPage): readonly string[] {
  return command.flags.flatMap((flag) => {
    if (flag.value === undefined) return [];
    const keys = flagWords(flag)
      .map((word) => `'${nameOf(command)} ${word}'`)
      .join("|");
    if (flag.options.length > 0) return [`    ${keys}) _decnet_offer '${flag.options.join(" ")}'; return ;;`];
    return [`    ${keys})${takesPath(flag) ? " _decnet_paths;" : ""} return ;;`];
  });
}

/** What is offered where an argument stands, for which `at` others stand before it. */
function argumentCase(name: string): (offer: Offer, at: number) => readonly string[] {
  return ({ kind, words, multiple }, at) => {
    if (kind === "nothing") return [];
    const key = multiple ? `'${name} '*` : `'${name} ${at}'`;
    return [`    ${key}) ${kind === "paths" ? "_decnet_paths" : `_decnet_offer '${words.join(" ")}'`} ;;`];
  };
}
