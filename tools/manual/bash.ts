// Completion for bash.

import { NOTE } from "../../src/install/manual.ts";
import type { CommandPage } from "./commands.ts";
import { type CompletionSource, flagWords, PATHS, subcommands, wordsFor } from "./completion-words.ts";

/** A script for bash 4.4 or newer. */
export function bash({ commands, templates }: CompletionSource): string {
  const flags = commands.map(
    ({ words, flags: own }) =>
      `    '${words.slice(1).join(" ")}') flags='${[...own.flatMap(flagWords), "--help"].join(" ")}' ;;`,
  );
  const words = commands.flatMap((command) => {
    const offered = wordsFor(command, templates);
    return offered.length === 0 ? [] : [`    '${command.words.slice(1).join(" ")}') words='${offered.join(" ")}' ;;`];
  });
  const values = commands.flatMap(valueCases);
  return `# ${NOTE}
# bash completion for decnet, to be sourced or put into /usr/share/bash-completion/completions/decnet

_decnet_offer() {
  set -f
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
  set +f
  [[ \${COMPREPLY[0]-} == *. ]] && compopt -o nospace
}

_decnet_paths() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_decnet() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} name='' flags='' words=''
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
  if ((COMP_CWORD == 2)); then _decnet_offer '${subcommands(commands)
    .map(({ words: [, name] }) => name)
    .join(" ")}'; return; fi
  case "$name" in
${words.join("\n")}
  esac
  [[ -z $words ]] || _decnet_offer "$words"
}

complete -F _decnet decnet
`;
}

/** What is offered behind a flag that takes a value: all that it may be, paths, or nothing. */
function valueCases({ words: [, name = ""], flags }: CommandPage): readonly string[] {
  return flags.flatMap((flag) => {
    if (flag.value === undefined) return [];
    const keys = flagWords(flag)
      .map((word) => `'${name} ${word}'`)
      .join("|");
    if (flag.options.length > 0) return [`    ${keys}) _decnet_offer '${flag.options.join(" ")}'; return ;;`];
    if (PATHS.has(flag.value)) return [`    ${keys}) _decnet_paths; return ;;`];
    return [`    ${keys}) return ;;`];
  });
}
