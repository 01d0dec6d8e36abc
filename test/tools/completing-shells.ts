// Real shells, asked what they would offer for a line that somebody has typed so far.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { minimalEnv, ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Long enough for a loaded machine; a shell that waits for more than was typed does not hang the test. */
const TIMEOUT_MS = 15_000;

export type Shell = "bash" | "zsh" | "fish";

/** What the shell offers for the last word of `line`, which is typed in the folder `cwd`; sorted. */
export function offeredBy(shell: Shell, line: string, cwd: string = temporaryFolder()): string[] {
  return SHELLS[shell](line, cwd)
    .filter((word) => word !== "")
    .toSorted();
}

export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

export function scriptOf(shell: Shell): string {
  return join(ROOT, "dist/completions", `decnet.${shell}`);
}

const SHELLS: Readonly<Record<Shell, (line: string, cwd: string) => string[]>> = {
  bash: ofBash,
  zsh: ofZsh,
  fish: ofFish,
};

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const options = { encoding: "utf8", cwd, timeout: TIMEOUT_MS, env: { ...minimalEnv(), ...env } } as const;
  const { stdout, stderr, error } = spawnSync(program, args, options);
  expect({ stderr, error }).toEqual({ stderr: "", error: undefined });
  return stdout;
}

/** Without readline, which needs a terminal: the function gets the words as readline would have cut them. */
function ofBash(line: string, cwd: string): string[] {
  const program = `
    source "$1"; shift
    compopt() { :; }
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _decnet
    ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  // An equals sign is a word of its own; a word that is begun is there, though it is empty.
  const words = line.split(/ +|(?==)|(?<==)/);
  return run("bash", ["--norc", "-u", "-c", program, "bash", scriptOf("bash"), ...words], cwd).split("\n");
}

function ofFish(line: string, cwd: string): string[] {
  const folder = temporaryFolder();
  copyFileSync(scriptOf("fish"), join(folder, "decnet.fish"));
  const program = `set fish_complete_path ${folder} $fish_complete_path; complete -C $argv[1]`;
  const offered = run("fish", ["--no-config", "-c", program, line], cwd, { HOME: folder });
  return offered.split("\n").map((each) => each.split("\t")[0]!);
}

/** Where zsh keeps what it has learnt of its functions: to learn it takes longer than all the rest. */
const zshHome = mkdtempSync(join(tmpdir(), "decnet-"));
afterAll(() => rmSync(zshHome, { recursive: true, force: true }));

/** What zsh offers is written into $LIST. A line is in zsh's hands until ^_ is pressed. */
const ZSHRC = `
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit && compinit -u
compadd() {
  # With these it fills arrays of the caller's, and offers nothing.
  if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\\ * ]]; then
    local -a offered
    builtin compadd -O offered "$@"
    print -rl -- $offered >> $LIST
  fi
  builtin compadd "$@"
}
finish() { exit }
zle -N finish
bindkey '^I' complete-word '^_' finish
`;

/** In a terminal of its own, with Tab pressed behind the line. */
function ofZsh(line: string, cwd: string): string[] {
  const list = join(temporaryFolder(), "list");
  copyFileSync(scriptOf("zsh"), join(zshHome, "_decnet"));
  writeFileSync(join(zshHome, ".zshrc"), ZSHRC);
  const program = `
    zmodload zsh/zpty
    zpty shell zsh -d -i
    zpty -w -n shell "$1"$'\\t\\x1f'
    while zpty -r shell; do :; done > /dev/null`;
  run("zsh", ["-f", "-c", program, "zsh", line], cwd, { ZDOTDIR: zshHome, LIST: list, TERM: "dumb" });
  const offered = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
  // Where there is nothing else it offers flags, whatever the command.
  return line.endsWith(" ") ? offered.filter((word) => !word.startsWith("-")) : offered;
}
