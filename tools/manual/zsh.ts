// Completion for zsh.

import { NOTE } from "../../src/install/manual.ts";
import type { Flag } from "./commands.ts";
import { type CompletionSource, flagWords, PATHS, subcommands, wordsFor } from "./completion-words.ts";

/** Within single quotes, in a specification of _arguments. */
function zshText(text: string): string {
  return text
    .split(/(?<=\.)\s/, 1)[0]!

    .replaceAll(/[[\]:\\]/g, "\\$&")
    .replaceAll("'", "'\\''");
}

function zshFlag(flag: Flag): string {
  const names = flagWords(flag);
  const action = flag.options.length > 0 ? `(${flag.options.join(" ")})` : PATHS.has(flag.value ?? "") ? "_files" : " ";
  const value = flag.value === undefined ? "" : `:${flag.value}:${action}`;
  const equals = flag.value === undefined ? "" : "=";
  return names
    .map(
      (name) =>
        `'*${name}${name.startsWith("--") ? equals : flag.value === undefined ? "" : "+"}[${zshText(flag.description)}]${value}'`,
    )
    .join(" ");
}

/** A script for a folder of $fpath, as _decnet. */
export function zsh({ commands, templates }: CompletionSource): string {
  const cases = commands.map((command) => {
    const offered = wordsFor(command, templates).map((word) => word.replaceAll(/[*>]/g, "\\$&"));
    const [first] = command.args;
    const rest =
      first === undefined ? [] : [`'*:${first.name}:${offered.length === 0 ? " " : `(${offered.join(" ")})`}'`];
    const specs = [...command.flags.map(zshFlag), "'--help[Show what it does.]'", ...rest];
    return `    '${command.words.slice(1).join(" ")}') _arguments ${specs.join(" \\\n      ")} ;;`;
  });
  const names = subcommands(commands).map(({ words: [, name], summary }) => `'${name}:${zshText(summary)}'`);
  return `#compdef decnet
# ${NOTE}

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
