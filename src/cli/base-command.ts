// What all commands share: how they fail. A BusError becomes one line on stderr and its exit status; anything else is oclif's.

import { Command, Errors, Flags } from "@oclif/core";
import { BusError, NO_BUS } from "../errors.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { printable } from "./printable.ts";

/** `--socket`, for commands that connect to a bus. */
export const socketFlag = Flags.string({
  char: "s",
  helpValue: "PATH",
  description:
    "The bus's socket. Default: $DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists, else ~/.decnet/bus.sock.",
});

export abstract class BaseCommand extends Command {
  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (!(error instanceof BusError)) return super.catch(error);
    // The code says already that there is no bus.
    const why = error.message.startsWith(NO_BUS) ? error.message.slice(NO_BUS.length) : error.message;
    this.logToStderr(printable(`decnet: ${error.code}: ${why}`));
    throw new Errors.ExitError(exitCodeOf(error.code));
  }
}
