// Questions that wait for their answer, by ref: Subscribe and Unsubscribe for a Result, Ping for a Pong, StatusRequest for a Status.

import { BusError } from "../errors.ts";
import { MAX_UNANSWERED_BYTES } from "../wire/limits.ts";

/**
 * Questions of a kind that are out at a time; the others wait here. A broker keeps only so many answers for a client
 * (TOO_MANY_UNANSWERED), and cannot tell one that is about to read them from one that never will.
 */
const MOST_UNANSWERED = 64;

/** What a question costs besides its text, about: size, tags, ref. */
const QUESTION_BYTES = 16;

interface Question<Answer> {
  readonly ask: (ref: number) => void;
  readonly bytes: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: BusError) => void;
}

/** Those whose answers are alike: what answers one kind of question settles no other. */
export class Requests<Answer = void> {
  readonly #overrun: () => void;
  readonly #pending = new Map<number, Question<Answer>>();
  /** Those that were not asked yet, from `#next` on. */
  #waiting: Question<Answer>[] = [];
  #next = 0;
  #waitingBytes = 0;
  #lastRef = 0;
  #failed: BusError | undefined;

  /** `overrun` is called when more questions wait than may, for it is not read what is asked; `failAll` is expected of it. */
  constructor(overrun: () => void) {
    this.#overrun = overrun;
  }

  /**
   * Gives `ask` a fresh ref, in its turn, and resolves when it is answered. Rejects at once after `failAll`. `textBytes`: what is long in
   * the question.
   */
  ask(ask: (ref: number) => void, textBytes = 0): Promise<Answer> {
    const bytes = QUESTION_BYTES + textBytes;
    if (this.#waitingBytes + bytes > MAX_UNANSWERED_BYTES) this.#overrun();
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.push({ ask, bytes, resolve, reject });
    this.#waitingBytes += bytes;
    this.#askNext();
    return promise;
  }

  /** An answer came, or a refusal; one that nobody asked for is ignored. */
  settle(ref: number, answer: Answer | BusError): void {
    const pending = this.#pending.get(ref);
    if (pending === undefined) return;
    this.#pending.delete(ref);
    if (answer instanceof BusError) pending.reject(answer);
    else pending.resolve(answer);
    this.#askNext();
  }

  /** No answer will come any more. */
  failAll(error: BusError): void {
    this.#failed = error;
    for (const { reject } of [...this.#pending.values(), ...this.#waiting.slice(this.#next)]) reject(error);
    this.#pending.clear();
    this.#waitingBytes = 0;
    this.#forgetAsked(this.#waiting.length);
  }

  #askNext(): void {
    if (this.#next === this.#waiting.length || this.#pending.size >= MOST_UNANSWERED) return;
    const question = this.#waiting[this.#next]!;
    this.#waitingBytes -= question.bytes;
    this.#forgetAsked(this.#next + 1);
    // 32 bits on the wire; 0 is left out so that a ref that was never set answers nothing.
    const ref = (this.#lastRef = (this.#lastRef % 0xffff_ffff) + 1);
    this.#pending.set(ref, question);
    question.ask(ref);
  }

  /** Up to `end`. Many may wait, and to move all of them for each would take long. */
  #forgetAsked(end: number): void {
    this.#next = end;
    if (end < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
  }
}
