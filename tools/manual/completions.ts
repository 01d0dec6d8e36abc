// What a shell offers when somebody presses Tab. All of it stands in the scripts, topics included: a process for each Tab would be felt.

import { bash } from "./bash.ts";
import type { CompletionSource } from "./completion-words.ts";
import { fish } from "./fish.ts";
import { zsh } from "./zsh.ts";

export function completionsOf(source: CompletionSource): Readonly<Record<"bash" | "zsh" | "fish", string>> {
  return { bash: bash(source), zsh: zsh(source), fish: fish(source) };
}
