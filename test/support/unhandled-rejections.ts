// Rejections that nobody handled while a test ran. Node tells of them when the microtasks are through: await settled() before looking.

import { onTestFinished } from "vitest";

/** The list that they are added to, from now until the test ends. */
export function unhandledRejections(): readonly unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return seen;
}
