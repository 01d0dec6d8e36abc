// Completion for fish.

import { NOTE } from "../../src/install/manual.ts";
import type { Flag } from "./commands.ts";
import { type CompletionSource, PATHS, subcommands, wordsFor } from "./completion-words.ts";

/** Within single quotes. */
function fishText(text: string): string {
  return text
    .split(/(?<=\.)\s/, 1)[0]!
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'");
}

/** A script for a folder of $fish_complete_path, as decnet.fish. */
export function fish({ commands, templates }: CompletionSource): string {
  const names = subcommands(commands).map(({ words: [, name] }) => name);
  const lines = commands.flatMap((command) => {
    const [, name] = command.words;
    const seen = `__fish_seen_subcommand_from ${name ?? names.join(" ")}`;
    const when = `-n '__fish_seen_subcommand_from bus; and ${name === undefined ? "not " : ""}${seen}'`;
    const flags = command.flags.map((flag) => fishFlag(when, flag));
    const offered = wordsFor(command, templates);
    const words = offered.length === 0 ? [] : [`complete -c decnet ${when} -f -a '${offered.map(quoted).join(" ")}'`];
    const self =
      name === undefined
        ? []
        : [
            `complete -c decnet -n '__fish_seen_subcommand_from bus; and not __fish_seen_subcommand_from ${names.join(" ")}' -f -a ${name} -d '${fishText(command.summary)}'`,
          ];
    return [...self, ...flags, ...words];
  });
  return `# ${NOTE}
complete -c decnet -f
complete -c decnet -n __fish_use_subcommand -a 'bus help'
${lines.join("\n")}
`;
}

function fishFlag(when: string, flag: Flag): string {
  const names = [
    ...(flag.char === undefined ? [] : [`-s ${flag.char}`]),
    ...[flag.name, ...flag.aliases].map((each) => `-l ${each}`),
  ];
  const value =
    flag.value === undefined
      ? ""
      : flag.options.length > 0
        ? ` -x -a '${flag.options.join(" ")}'`
        : PATHS.has(flag.value)
          ? " -r -F"
          : " -x";
  return `complete -c decnet ${when} ${names.join(" ")}${value} -d '${fishText(flag.description)}'`;
}

/** A word of `-a`, which fish reads as it reads a command: what a pattern has in it would be a redirection there. */
function quoted(word: string): string {
  return `"${word}"`;
}
