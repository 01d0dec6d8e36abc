// The checks that generated builders make, so that a bogus id can never change the hierarchy of topics.

import { BusError } from "../errors.ts";
import { tokenFault } from "./grammar.ts";

/**
 * Returns `value` if it can be one token of a topic.
 * @throws BusError INVALID_TOPIC, naming the builder's parameter, otherwise.
 */
export function topicToken(name: string, value: string): string {
  // JavaScript callers, and `as any`, get past the type; `undefined` must not become a token.
  const fault = typeof value === "string" ? tokenFault(value) : `is of type ${typeof value}`;
  if (fault === undefined) return value;
  const shown = typeof value === "string" ? JSON.stringify(value) : "it";
  throw new BusError(
    "INVALID_TOPIC",
    `${name} cannot be a token of a topic: ${shown} ${fault}. Give one non-empty token.`,
  );
}

/**
 * Returns `value` if it is one of `allowed`.
 * @throws BusError INVALID_TOPIC, naming the builder's parameter and what it may be, otherwise.
 */
export function topicChoice(name: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw new BusError("INVALID_TOPIC", `${name} is ${JSON.stringify(value)}; it must be one of ${allowed.join(", ")}.`);
}
