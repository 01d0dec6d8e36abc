// What the daemon is told: by a flag, or an option in code; else by the environment; else by its configuration file; else by nobody, and
// then it is the default.

import { chosenSocket, type Environment, socketGroup } from "../config.ts";
import type { Limits } from "../wire/limits.ts";
import { checkedLimits, SETTABLE_LIMITS, type SettableLimitName } from "./checked-limits.ts";
import { type ConfigFile, LIMIT_VARIABLES } from "./config-file.ts";
import { checkHeartbeat, MAX_HEARTBEAT_S } from "./heartbeat.ts";
import { DEFAULT_LOG_LEVEL, LOG_LEVELS, type LogLevel } from "./log-levels.ts";
import { metricsAddress } from "./metrics-address.ts";
import { Variables } from "./variables.ts";

/** Seconds between two heartbeats unless said otherwise. */
const DEFAULT_HEARTBEAT_S = 10;

/** By flags or options. */
export interface GivenSettings {
  readonly socket?: string | undefined;
  readonly group?: string | undefined;
  readonly heartbeatS?: number | undefined;
  readonly logLevel?: LogLevel | undefined;
  readonly metrics?: string | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Settings {
  /** Where to listen; undefined if nobody has said so. */
  readonly socket: string | undefined;
  /** Name or number of the group that shall own the socket; empty = as the system makes it. */
  readonly group: string;
  /** Seconds between two heartbeats; 0 = none. */
  readonly heartbeatS: number;
  readonly logLevel: LogLevel;
  /** Where metrics are served (`metricsAddress`); empty = nowhere. */
  readonly metrics: string;
  readonly limits: Limits;
}

/** @throws BusError INVALID_CONFIG, naming what cannot be, where it stands, and what it may be. */
export function resolveSettings(given: GivenSettings, env: Environment, file?: ConfigFile): Settings {
  const variables = new Variables(env, file);
  if (given.socket === undefined && variables.text("DECNET_BUS_SOCKET") === "") {
    throw variables.invalid("DECNET_BUS_SOCKET", "the path of a socket, or leave it away for the default");
  }
  const heartbeatS = given.heartbeatS ?? heartbeatOf(variables) ?? DEFAULT_HEARTBEAT_S;
  checkHeartbeat(heartbeatS);
  return {
    socket: chosenSocket(given.socket, variables.values),
    group: socketGroup(given.group, variables.values),
    heartbeatS,
    logLevel: given.logLevel ?? logLevelOf(variables) ?? DEFAULT_LOG_LEVEL,
    metrics: metricsOf(given.metrics, variables),
    limits: checkedLimits({ ...limitsOf(variables), ...defined(given.limits ?? {}) }, file?.path),
  };
}

function heartbeatOf(variables: Variables): number | undefined {
  const expected = `a number of seconds from 0 (never) to ${MAX_HEARTBEAT_S}`;
  return variables.number("DECNET_BUS_HEARTBEAT", expected, (value) => value >= 0 && value <= MAX_HEARTBEAT_S);
}

function logLevelOf(variables: Variables): LogLevel | undefined {
  const name = "DECNET_BUS_LOG_LEVEL";
  const text = variables.text(name);
  const level = LOG_LEVELS.find((each) => each === text);
  if (text === undefined || level !== undefined) return level;
  throw variables.invalid(name, `one of ${LOG_LEVELS.join(", ")}`);
}

function metricsOf(given: string | undefined, variables: Variables): string {
  const name = "DECNET_BUS_METRICS";
  const text = given ?? variables.text(name) ?? "";
  metricsAddress(text, given === undefined ? variables.origin(name) : undefined);
  return text;
}

function limitsOf(variables: Variables): Partial<Limits> {
  const limits: Partial<Record<SettableLimitName, number>> = {};
  for (const name of Object.keys(SETTABLE_LIMITS) as SettableLimitName[]) {
    const { min, max } = SETTABLE_LIMITS[name];
    const fits = (value: number): boolean => Number.isInteger(value) && value >= min && value <= max;
    const value = variables.number(LIMIT_VARIABLES[name], `a whole number from ${min} to ${max}`, fits);
    if (value !== undefined) limits[name] = value;
  }
  return limits;
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
