// The configuration file: lines of `KEY=VALUE`, as in an environment, so that the workers can read the same file (EnvironmentFile=). What
// begins with DECNET_BUS is ours to understand, and a key that we do not know is a mistake that somebody should hear of; the rest is not
// ours.

import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "../config.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import { SETTABLE_LIMITS, type SettableLimitName } from "./checked-limits.ts";

export interface ConfigFile {
  readonly path: string;
  readonly values: Environment;
}

/** More is no configuration. */
const MAX_FILE_BYTES = 1 << 20;

/** `queueEvents` is DECNET_BUS_QUEUE_EVENTS: as the flag is called. */
export const LIMIT_VARIABLES = Object.fromEntries(
  Object.entries(SETTABLE_LIMITS).map(([name, { flag }]) => [name, variableOf(flag)]),
) as Readonly<Record<SettableLimitName, string>>;

const DAEMON_VARIABLES = [
  ...["socket", "group", "heartbeat", "log-level", "metrics"].map(variableOf),
  ...Object.values(LIMIT_VARIABLES),
];
/** The workers', for whom the file may be as well. */
const CLIENT_VARIABLES = ["enabled", "type"].map(variableOf);

function variableOf(flag: string): string {
  return `DECNET_BUS_${flag.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Reads the file that `name` is the path of; the empty name is none. With a `-` before the path, as in systemd's EnvironmentFile=, the
 * file may be missing.
 * @throws BusError INVALID_CONFIG, naming the file, and the key or the line that is wrong in it.
 */
export function readConfigFile(name: string): ConfigFile | undefined {
  const optional = name.startsWith("-");
  const path = optional ? name.slice(1) : name;
  if (name === "") return undefined;
  const text = contentOf(path, optional);
  return text === undefined ? undefined : { path, values: parse(path, text) };
}

function contentOf(path: string, optional: boolean): string | undefined {
  try {
    const stats = statSync(path);
    // Something else, such as a pipe, might never come to an end.
    if (!stats.isFile()) throw unreadable(path, "is not a file");
    if (stats.size > MAX_FILE_BYTES) throw unreadable(path, `has more than ${MAX_FILE_BYTES} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof BusError) throw error;
    const code = systemErrorCode(error);
    if (code === "ENOENT" && optional) return undefined;
    throw code === "ENOENT"
      ? unreadable(path, `does not exist. Create it, or allow it to be missing: --config=-${path}`, error)
      : unreadable(path, `cannot be read (${code ?? String(error)})`, error);
  }
}

function parse(path: string, text: string): Environment {
  const values = parseEnv(text);
  // The parser passes over lines that it does not understand. Of ours, none shall be passed over.
  for (const [index, line] of text.split("\n").entries()) {
    const key = /^\s*(?:export\s+)?(decnet[_-]?bus[\w-]*)/i.exec(line)?.[1];
    if (key === undefined) continue;
    const where = `line ${index + 1} of the configuration file ${path}`;
    if (key === "DECNET_BUS_CONFIG") throw unusable(`${key} in ${where} would name another file; there is only one`);
    if (![...DAEMON_VARIABLES, ...CLIENT_VARIABLES].includes(key)) {
      throw unusable(`${key} in ${where} is unknown. Known are ${DAEMON_VARIABLES.join(", ")}`);
    }
    if (values[key] === undefined) throw unusable(`${key} in ${where} has no value; write ${key}=VALUE`);
    if (values[key].includes("\0")) throw unusable(`${key} in ${where} contains a zero byte`);
  }
  return values;
}

function unreadable(path: string, why: string, cause?: unknown): BusError {
  return new BusError("INVALID_CONFIG", `The configuration file ${path} ${why}.`, { cause });
}

function unusable(what: string): BusError {
  return new BusError("INVALID_CONFIG", `${what}.`);
}
