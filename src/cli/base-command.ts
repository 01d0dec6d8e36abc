// What all commands share: how they fail, and how they are interrupted. A BusError becomes one line on stderr and its exit status, as
// does what the system refuses; anything else is oclif's.

import { Command, Errors, Flags } from "@oclif/core";
import { BusError, systemErrorCode } from "../errors.ts";
import { EXIT_INTERRUPTED, EXIT_IO, exitCodeOf } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import { sayingOf } from "./saying.ts";
import { secondsFlag } from "./seconds-flag.ts";

/** `--socket`, for commands that connect to a bus. */
export const socketFlag = Flags.string({
  char: "s",
  helpValue: "PATH",
  description:
    "The bus's socket. Default: $DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists, else ~/.decnet/bus.sock.",
});

/** `--timeout`, for commands that ask the bus something. */
export const timeoutFlag = secondsFlag({
  min: 0.001,
  default: 5,
  description: "How long the bus may take to answer.",
});

/** `--utc`, for commands that show times. */
export const utcFlag = Flags.boolean({ description: "Show times in UTC, and not in the time of this machine." });

export abstract class BaseCommand extends Command {
  /**
   * Runs `work` until it is done, or until Ctrl-C, which aborts the signal, as `interrupt` does; then the command ends with 130. A second
   * Ctrl-C does not wait for `work`.
   */
  protected async interruptible(work: (signal: AbortSignal, interrupt: () => void) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const interrupt = (): void => controller.abort();
    process.once("SIGINT", interrupt);
    try {
      await work(signal, interrupt);
    } catch (error) {
      // Whoever has interrupted it does not want to know what it cost.
      if (!signal.aborted || !(error instanceof BusError || isAbort(error))) throw error;
    }
    if (signal.aborted) this.exit(EXIT_INTERRUPTED);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (error instanceof BusError) {
      this.logToStderr(printable(`decnet: ${error.code}: ${sayingOf(error)}`));
      throw new Errors.ExitError(exitCodeOf(error.code));
    }
    if (systemErrorCode(error) !== undefined && "syscall" in error) {
      this.logToStderr(printable(`decnet: ${error.message}.`));
      throw new Errors.ExitError(EXIT_IO);
    }
    return super.catch(error);
  }
}

/** As Node calls what ends by a signal. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
