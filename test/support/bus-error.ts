// What a test expects to be thrown.

import { expect } from "vitest";
import type { BusErrorCode } from "../../src/errors.ts";

/** Matches a BusError with this code, and for the message, if that is said, one that holds `text`. */
export function busError(code: BusErrorCode, text = ""): Error {
  const message: unknown = expect.stringContaining(text);
  return expect.objectContaining({ name: "BusError", code, message }) as Error;
}
