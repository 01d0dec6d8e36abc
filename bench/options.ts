// The command line of the benchmark.

import { parseArgs } from "node:util";
import { parseAlso } from "./systems/also.ts";
import type { System } from "./systems/system.ts";

export const USAGE = `npm run bench -- [--quick] [--only ROW]… [--also 'NAME=COMMAND {socket}']…
npm run bench -- --report

  --quick   fewer events, fewer repeats: is it plausible? The figures are not to be quoted.
  --only    only that row; may be given several times. Nothing is stored.
  --also    another broker that speaks our protocol takes part; {socket} is where it shall listen. Nothing is stored.
  --report  measures nothing: writes docs/performance.md and its picture from the newest full result.
  --list    names the rows.`;

export interface Options {
  readonly mode: "measure" | "report" | "list" | "help";
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly also: readonly System[];
}

/** @throws Error with what to write instead. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      also: { type: "string", multiple: true, default: [] },
      report: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { quick, only, help, report, list } = values;
  const mode = help ? "help" : report ? "report" : list ? "list" : "measure";
  return { mode, quick, only, also: values.also.map(parseAlso) };
}
