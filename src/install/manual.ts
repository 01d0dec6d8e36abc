// The manual page and the completions for whoever works on the host, as the build has made them (tools/manual): where man and each shell look
// for what no package has brought. That is /usr/local/share but for fish, which knows it only where XDG_DATA_DIRS names it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Change, changeTo, isLink, readPlain, removalOf } from "./change.ts";

/** As far from src/install as from dist/cli, where it is bundled. */
const MADE = join(import.meta.dirname, "../../dist");

/** In each of them: what has it not is somebody else's, for whom `decnet` may be another program. */
export const NOTE = "Made of the commands of decnet-bus; not to be edited.";

export interface ManualFile {
  /** Below dist/. */
  readonly made: string;
  readonly path: string;
  /** For people. */
  readonly what: string;
}

export const MANUAL: readonly ManualFile[] = [
  { made: "man/decnet-bus.8", path: "/usr/local/share/man/man8/decnet-bus.8", what: "man decnet-bus" },
  {
    made: "completions/decnet.bash",
    path: "/usr/local/share/bash-completion/completions/decnet",
    what: "completion in bash",
  },
  { made: "completions/decnet.zsh", path: "/usr/local/share/zsh/site-functions/_decnet", what: "completion in zsh" },
  { made: "completions/decnet.fish", path: "/etc/fish/completions/decnet.fish", what: "completion in fish" },
];

/** How they are put below `prefix`. */
export function planManual(prefix: string): readonly Change[] {
  return MANUAL.map(({ made, path, what: note }) => {
    const target = join(prefix, path);
    const after = readFileSync(join(MADE, made), "utf8");
    return otherOwner(target) ?? { ...changeTo(target, after), note, generated: true };
  });
}

/** How they are taken away from there. */
export function planManualRemoval(prefix: string): readonly Change[] {
  return MANUAL.map(({ path, what: note }) => {
    const target = join(prefix, path);
    return otherOwner(target) ?? { ...removalOf(target), note, generated: true };
  });
}

/** What is not ours stays. */
function otherOwner(path: string): Change | undefined {
  const keep = { path, action: "keep", before: undefined, after: undefined } as const;
  if (isLink(path)) return { ...keep, note: "it is a link, as npm makes one to its own" };
  const text = readPlain(path);
  return text === undefined || text.includes(NOTE) ? undefined : { ...keep, note: "it is not of decnet-bus" };
}
