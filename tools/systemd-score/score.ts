// How much a service could do if somebody took it over, as systemd sees it: from 0, nothing, to 10, everything that root can.

import { execFileSync } from "node:child_process";

const OVERALL = /^→ Overall exposure level for \S+: (\d+(?:\.\d+)?)/m;
/** What lets it do more than it might. */
const OPEN = /^✗ (\S+)\s{2,}(.*?)\s{2,}(\d+(?:\.\d+)?)$/gm;

export interface Score {
  readonly exposure: number;
  /** What is left open, the heaviest first, as systemd puts it. */
  readonly open: readonly { readonly setting: string; readonly meaning: string; readonly weight: number }[];
}

/**
 * The score of a unit file, which need not be installed.
 * @throws Error with what systemd-analyze said.
 */
export function scoreOf(unitFile: string): Score {
  const args = ["security", "--offline=true", "--no-pager", unitFile];
  const text = execFileSync("systemd-analyze", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    // Lines are cut at the width of a terminal.
    env: { ...process.env, COLUMNS: "400", SYSTEMD_COLORS: "0", SYSTEMD_URLIFY: "0", LC_ALL: "C.UTF-8" },
  });
  const [, overall] = OVERALL.exec(text) ?? [];
  if (overall === undefined) throw new Error(`systemd-analyze names no score for ${unitFile}:\n${text}`);
  const open = [...text.matchAll(OPEN)].map(([, setting = "", meaning = "", weight]) => ({
    setting,
    meaning,
    weight: Number(weight),
  }));
  return { exposure: Number(overall), open: open.toSorted((one, other) => other.weight - one.weight) };
}
