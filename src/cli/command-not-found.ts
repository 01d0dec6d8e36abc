// `decnet bus nope`: says which commands there are, with the spaces that one types; of `decnet bus status nope`, that status takes no more.
// oclif calls it by its name in package.json, for whatever words it knows no command of.

import { Errors, type Hook } from "@oclif/core";
import { EXIT_USAGE } from "./exit-codes.ts";

/** Always throws: there is nothing to do instead. */
export const commandNotFound: Hook.CommandNotFound = ({ id, config }) => {
  const typed = (commandId: string): string => `${config.bin} ${commandId.replaceAll(":", " ")}`;
  // `bus` itself is the beginning of all of them.
  const begun = config.commandIDs.find((known) => known.includes(":") && id.startsWith(`${known}:`));
  if (begun !== undefined) {
    const rest = id.slice(begun.length + 1).replaceAll(":", " ");
    throw new Errors.CLIError(`“${typed(begun)}” takes no “${rest}”. See ${typed(begun)} --help.`, {
      exit: EXIT_USAGE,
    });
  }
  const known = config.commandIDs.map(typed).toSorted().join(", ");
  throw new Errors.CLIError(`There is no command “${typed(id)}”. There are: ${known}.`, { exit: EXIT_USAGE });
};
