// What `decnet bus install` and `decnet bus uninstall` take and print alike.

import { resolve } from "node:path";
import { Flags } from "@oclif/core";
import type { InstallObserver, InstallOptions } from "../install/index.ts";

export const installFlags = {
  prefix: Flags.string({
    helpValue: "DIR",
    exclusive: ["now"],
    description: "The root of another system, such as an image that is being built. Default: this one.",
  }),
  "dry-run": Flags.boolean({ description: "Show what would change, and change nothing." }),
  now: Flags.boolean({ description: "Also run the commands that this would otherwise name." }),
  json: Flags.boolean({ description: "Print each file and each command as one JSON line." }),
};

interface GivenFlags {
  readonly prefix?: string | undefined;
  readonly "dry-run": boolean;
  readonly now: boolean;
}

export function installOptions({ prefix = "/", "dry-run": dryRun, now }: GivenFlags): InstallOptions {
  const root = resolve(prefix);
  return { prefix: root === "/" ? "" : root, dryRun, now };
}

/** Prints to `print` as things happen. `again` is the command that does the rest, if there is one. */
export async function installPrinter(
  json: boolean,
  again: string | undefined,
  print: (line: string) => void,
): Promise<InstallObserver> {
  const { changeJson, changesAnything, planLines, stepJson, stepLine } = await import("./print-plan.ts");
  const { styleFor } = await import("./style.ts");
  const printAll = (lines: readonly string[]): void => lines.forEach((line) => print(line));
  if (json) {
    return {
      planned: (changes) => printAll(changes.map(changeJson)),
      running: (step) => print(stepJson(step, true)),
      remaining: (steps) => printAll(steps.map((step) => stepJson(step, false))),
    };
  }
  const then = again === undefined ? "Then:" : `Then, if it has not been done yet (${again} does it):`;
  return {
    planned: (changes) => {
      printAll(planLines(changes, styleFor(process.stdout, process.env)));
      if (!changesAnything(changes)) print("Nothing to do: every file is as it shall be.");
    },
    running: (step) => print(`running   ${stepLine(step)}`),
    remaining: (steps) => {
      if (steps.length > 0) printAll(["", then, ...steps.map((step) => `  ${stepLine(step)}`)]);
    },
  };
}
