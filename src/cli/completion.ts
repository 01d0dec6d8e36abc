// The scripts that a build makes of the commands (tools/manual).

import { readFileSync } from "node:fs";
import { join } from "node:path";

export const COMPLETION_SHELLS = ["bash", "zsh", "fish"] as const;

/** As far from src/cli as from dist/cli, where it is bundled. */
const SCRIPTS = join(import.meta.dirname, "../../dist/completions");

/** `shell` is one of COMPLETION_SHELLS. */
export function completionScript(shell: string): string {
  return readFileSync(join(SCRIPTS, `decnet.${shell}`), "utf8");
}
