// The variables that configure the daemon: the environment's, and below them those of its configuration file. One that is set to the empty
// string is set.

import type { Environment } from "../config.ts";
import { BusError } from "../errors.ts";
import type { ConfigFile } from "./config-file.ts";

export class Variables {
  readonly #env: Environment;
  readonly #file: ConfigFile | undefined;

  constructor(env: Environment, file?: ConfigFile) {
    this.#env = env;
    this.#file = file;
  }

  /** All of them, as an environment. */
  get values(): Environment {
    const set = Object.entries(this.#env).filter(([, value]) => value !== undefined);
    return { ...this.#file?.values, ...Object.fromEntries(set) };
  }

  /** The value of `name`; undefined if it is not set. */
  text(name: string): string | undefined {
    return this.#env[name] ?? this.#file?.values[name];
  }

  /**
   * The number that `name` is, if it is one that `fits`; undefined if it is not set.
   * @throws BusError INVALID_CONFIG, saying that it should be `expected`.
   */
  number(name: string, expected: string, fits: (value: number) => boolean): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (fits(value)) return value;
    throw this.invalid(name, expected);
  }

  /** @returns The error for a value of `name` that is not what is `expected`. */
  invalid(name: string, expected: string): BusError {
    const message = `${this.origin(name)} is ${JSON.stringify(this.text(name))}; give ${expected}.`;
    return new BusError("INVALID_CONFIG", message);
  }

  /** `name`, and in which file, if it is in one. */
  origin(name: string): string {
    if (this.#env[name] !== undefined || this.#file?.values[name] === undefined) return name;
    return `${name} in ${this.#file.path}`;
  }
}
