// `decnet bus nope`: says which commands there are, with the spaces that one types. oclif calls it by its name in package.json.

import { Errors, type Hook } from "@oclif/core";

/** Always throws: there is nothing to do instead. */
export const commandNotFound: Hook.CommandNotFound = ({ id, config }) => {
  const typed = (commandId: string): string => `${config.bin} ${commandId.replaceAll(":", " ")}`;
  const known = config.commandIDs.map(typed).toSorted().join(", ");
  throw new Errors.CLIError(`There is no command “${typed(id)}”. There are: ${known}.`, { exit: 2 });
};
