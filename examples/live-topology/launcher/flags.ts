// What `npm run example -- …` can be told.

import { parseArgs } from "node:util";
import { milliseconds } from "../options.ts";

export const USAGE = `npm run example -- [flags]

  --port N          where the page and the API are; default: a port that is free
  --database FILE   keeps what you did; default: a new one, which is gone when this ends
  --poll-ms N       the mutators' poll; default 10000
  --work-ms N       what doing a mutation takes; default 0
  --no-build        serves the page as it was built last
  --help            says this
`;

export interface Flags {
  readonly port: number;
  readonly database: string | undefined;
  readonly pollMs: number;
  readonly workMs: number;
  readonly build: boolean;
  readonly help: boolean;
}

/** @throws Error that names the flag, and says what would be right. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "0" },
      database: { type: "string" },
      "poll-ms": { type: "string", default: "10000" },
      "work-ms": { type: "string", default: "0" },
      build: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  return {
    port: portOf(values.port),
    database: values.database,
    pollMs: milliseconds("--poll-ms", values["poll-ms"], 1),
    workMs: milliseconds("--work-ms", values["work-ms"], 0),
    build: values.build,
    help: values.help,
  };
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`--port is ${JSON.stringify(text)}; give a number up to 65535, or 0 for one that is free.`);
}
