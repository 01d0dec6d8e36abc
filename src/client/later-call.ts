// A callback of the consumer's, made in a later microtask: it never runs inside of what the consumer has just called, and what happens at
// one time is told at one time.

import { reportRejection } from "./report-rejection.ts";

/** Calls that are planned until it is made are one. */
export class LaterCall {
  readonly #run: () => unknown;
  readonly #report: (error: unknown) => void;
  #planned = false;

  /** `report` hears of what `run` throws, or its promise rejects with. */
  constructor(run: () => unknown, report: (error: unknown) => void) {
    this.#run = run;
    this.#report = report;
  }

  plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      try {
        reportRejection(this.#run(), this.#report);
      } catch (error) {
        this.#report(error);
      }
    });
  }
}
