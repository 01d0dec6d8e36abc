// A command without a process of its own: oclif parses, the command prints, and what it prints comes to the test. Faster than a process,
// and counted by the coverage.

import type { Command } from "@oclif/core";
import { onTestFinished, vi } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { ROOT } from "./run-command.ts";

export interface Said {
  /** On stdout. */
  readonly lines: string[];
  /** On stderr. */
  readonly notes: string[];
  /** How it ended, if not by itself with 0. */
  readonly error: { readonly message: string; readonly oclif?: { readonly exit: number } } | undefined;
}

/** Runs a command to its end. `noted` hears each note at once. */
export async function runInProcess(
  id: keyof typeof COMMANDS,
  args: readonly string[],
  noted: (note: string) => void = () => {},
): Promise<Said> {
  const command = COMMANDS[id] as unknown as typeof Command & { run(argv: string[], root: string): Promise<unknown> };
  const lines: string[] = [];
  const notes: string[] = [];
  const log = vi
    .spyOn(command.prototype, "log")
    .mockImplementation((text = "") => void lines.push(...text.split("\n")));
  const note = vi.spyOn(command.prototype, "logToStderr").mockImplementation((text = "") => {
    notes.push(text);
    noted(text);
  });
  onTestFinished(() => {
    log.mockRestore();
    note.mockRestore();
  });
  const forget = SIGNALS.map((signal) => forgetNew(signal));
  try {
    await command.run([...args], ROOT);
    return { lines, notes, error: undefined };
  } catch (error) {
    return { lines, notes, error: error as NonNullable<Said["error"]> };
  } finally {
    for (const each of forget) each();
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** What a command waits for is nothing to the next one. */
function forgetNew(signal: (typeof SIGNALS)[number]): () => void {
  const before = process.listeners(signal);
  return () => {
    for (const listener of process.listeners(signal)) if (!before.includes(listener)) process.off(signal, listener);
  };
}
