// What `publish` and `subscribe` were given, looked at: a mistake in the calling code throws. JavaScript, dynamic topics and `as any` get
// past the compiler and meet it here.

import { BusError } from "../errors.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import { MAX_TOPIC_BYTES, patternFault, topicFault } from "../topic/grammar.ts";
import type { SubscribeOptions } from "./bus.ts";

const SHOWN_LENGTH = 80;

export interface CheckedPattern {
  readonly pattern: string;
  /** The caller means undeclared topics too. */
  readonly freeForm: boolean;
}

/** @throws BusError INVALID_TOPIC if it does not follow the grammar, or has more bytes than the bus takes. */
export function checkTopic(given: string | FreeForm, maxBytes = MAX_TOPIC_BYTES): string {
  const topic = textOf(given);
  const fault = topic === undefined ? "is no text" : topicFault(topic, maxBytes);
  if (topic !== undefined && fault === undefined) return topic;
  throw new BusError("INVALID_TOPIC", `${shown(topic ?? given)} is no topic: it ${fault}.`);
}

/** @throws BusError INVALID_PATTERN if it does not follow the grammar. */
export function checkPattern(given: string | FreeForm): CheckedPattern {
  const pattern = textOf(given);
  const fault = pattern === undefined ? "is no text" : patternFault(pattern);
  if (pattern !== undefined && fault === undefined) return { pattern, freeForm: typeof given !== "string" };
  throw new BusError("INVALID_PATTERN", `${shown(pattern ?? given)} is no pattern: it ${fault}.`);
}

function textOf(given: string | FreeForm | undefined): string | undefined {
  const text: unknown = typeof given === "string" ? given : given?.freeForm;
  return typeof text === "string" ? text : undefined;
}

function shown(given: unknown): string {
  if (typeof given === "object" && given !== null) return "An object";
  if (typeof given !== "string") return String(given);
  return JSON.stringify(given.length > SHOWN_LENGTH ? `${given.slice(0, SHOWN_LENGTH)}…` : given);
}

/** @throws BusError INVALID_CONFIG, naming the option, for what is no whole number above 0. */
export function checkCount(option: string, given: number): number {
  if (Number.isSafeInteger(given) && given > 0) return given;
  throw new BusError("INVALID_CONFIG", `${option} is ${String(given)}; give a whole number, at least 1.`);
}

/** @throws BusError INVALID_CONFIG, naming the option, for a handler that cannot be called, and a signal that is none. */
export function checkListeners({ onEvent, onGap, onAway, signal }: SubscribeOptions): void {
  for (const [option, given] of Object.entries({ onEvent, onGap, onAway })) {
    if (given === undefined || typeof given === "function") continue;
    throw new BusError("INVALID_CONFIG", `${option} is of type ${typeof given}; give a function, or leave it away.`);
  }
  if (signal === undefined || typeof (signal as Partial<AbortSignal> | null)?.addEventListener === "function") return;
  throw new BusError("INVALID_CONFIG", "signal is no AbortSignal; of an AbortController, give its `signal`.");
}
