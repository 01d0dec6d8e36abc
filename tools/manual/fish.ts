// Completion for fish.

import { NOTE } from "../../src/install/manual.ts";
import type { CommandPage, Flag } from "./commands.ts";
import {
  type CompletionSource,
  firstSentence,
  flagWords,
  nameOf,
  type Offer,
  offersOf,
  subcommands,
  takesPath,
  valueFlags,
} from "./completion-words.ts";

/** A script for a folder of $fish_complete_path, as decnet.fish. */
export function fish({ commands, templates }: CompletionSource): string {
  const names = subcommands(commands).map(
    (command) =>
      `complete -c decnet -n __decnet_names -a ${nameOf(command)} -d ${quoted(firstSentence(command.summary))}`,
  );
  return `# ${NOTE}
complete -c decnet -f
complete -c decnet -n __fish_use_subcommand -a 'bus help'

${conditions(commands)}

${[...names, ...commands.flatMap((command) => commandLines(command, templates))].join("\n")}
`;
}

/** Functions that say where on the line the cursor is. */
function conditions(commands: readonly CommandPage[]): string {
  const valued = valueFlags(commands).map(quoted).join(" ");
  return `# A command is to be named.
function __decnet_names
    set -l words (commandline -opc)
    test (count $words) -eq 2 -a "$words[2]" = bus
end

# That command, and so many arguments before the cursor if that is said: what is no flag, and no value of one.
function __decnet_at --argument-names wanted wanted_count
    set -l words (commandline -opc)
    test "$words[2]" = bus; or return
    set -l name ''
    string match -q -- '-*' "$words[3]"; or set name "$words[3]"
    test "$name" = "$wanted"; or return
    set -q wanted_count[1]; or return 0
    set -l found 0
    set -l is_value no
    for word in $words[4..]
        if test $is_value = yes
            set is_value no
            continue
        end
        switch "$name $word"
            case ${valued}
                set is_value yes
            case '* -?*'
            case '*'
                set found (math $found + 1)
        end
    end
    test $found -eq $wanted_count
end`;
}

function commandLines(command: CommandPage, templates: readonly string[]): readonly string[] {
  const name = nameOf(command);
  const at = `complete -c decnet -n ${quoted(`__decnet_at ${name === "" ? '""' : name}`)}`;
  return [
    ...command.flags.map((flag) => `${at} ${flagOptions(flag)}`),
    `${at} -l help -d 'Show what it does.'`,
    ...offersOf(command, templates).flatMap((offer, index) => {
      if (offer.kind === "nothing") return [];
      return [`complete -c decnet -n ${quoted(condition(name, offer, index))} ${offerOptions(offer)}`];
    }),
  ];
}

/** An argument that may be there more than once comes last: it is offered wherever those before it are not. */
function condition(name: string, { multiple }: Offer, index: number): string {
  if (!multiple) return `__decnet_at ${name} ${index}`;
  const others = Array.from({ length: index }, (_, at) => `; and not __decnet_at ${name} ${at}`);
  return `__decnet_at ${name}${others.join("")}`;
}

function offerOptions({ kind, words }: Offer): string {
  // Fish reads the words as it reads a command: what a pattern has in it would be a redirection there.
  return kind === "paths" ? "-F" : `-a ${quoted(words.map((word) => `"${word}"`).join(" "))}`;
}

function flagOptions(flag: Flag): string {
  const names = flagWords(flag).map((word) => (word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`));
  return `${names.join(" ")}${valueOptions(flag)} -d ${quoted(firstSentence(flag.description))}`;
}

function valueOptions(flag: Flag): string {
  if (flag.value === undefined) return "";
  if (flag.options.length > 0) return ` -x -a '${flag.options.join(" ")}'`;
  return takesPath(flag) ? " -r -F" : " -x";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
