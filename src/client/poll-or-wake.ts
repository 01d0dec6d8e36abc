// The loop that every worker writes by hand: look into the database every so often, and at once when the bus says that there is
// something. Without a bus, or with one that dies, it is exactly the poll.
//
//   start ─▶ work ─▶ wait for: an event or a gap ─▶ work ─▶ wait … timer ─▶ work
//                    (while the worker works, any number of events fold into one pending wake)

import { type Clock, systemClock, type Timer } from "../clock.ts";
import type { FreeForm, SubscribablePattern } from "../registry/topic-types.ts";
import type { Bus, Subscription } from "./bus.ts";
import { timerMs } from "./in-time.ts";

/** Why the worker should look now. */
export interface Wake {
  /** `start`: the first look. `event`, `gap`: the bus said so, or lost something. `timer`: it is time. */
  readonly reason: "start" | "event" | "gap" | "timer";
}

export interface PollOptions {
  /** Longest time from one wake to the next. */
  readonly everyMs: number;
  /** Ends the loop. */
  readonly signal?: AbortSignal;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** How long the first wake waits for the broker to have the pattern. A bus that hangs costs no more than this. */
const CONFIRM_PATIENCE_MS = 1_000;

/**
 * Yields a wake whenever the worker should look into the database, the first one at once. Nothing that is published after a wake was
 * taken goes without a later one. `bus` may be null, or not connected: then it polls. Leaving the loop, calling `return()`, or aborting
 * `signal` ends it and closes its subscription.
 * @throws BusError INVALID_PATTERN, INVALID_CONFIG (everyMs), at the first step: a mistake in the calling code.
 */
export function pollOrWake<const Pattern extends string | FreeForm>(
  bus: Bus | null,
  pattern: SubscribablePattern<Pattern>,
  options: PollOptions,
): AsyncGenerator<Wake, void, undefined> {
  const bell = new Bell();
  const wakes = ringing<Pattern>(bell, bus, pattern, options);
  const end = wakes.return.bind(wakes);
  // A generator's own return() waits for the step that is under way, and that may be as long as the interval.
  wakes.return = (value) => {
    bell.ring("stop");
    return end(value);
  };
  return wakes;
}

async function* ringing<const Pattern extends string | FreeForm>(
  bell: Bell,
  bus: Bus | null,
  pattern: SubscribablePattern<Pattern>,
  options: PollOptions,
): AsyncGenerator<Wake, void, undefined> {
  const { signal, clock = systemClock } = options;
  const everyMs = timerMs("everyMs", options.everyMs);
  if (signal?.aborted === true) return;
  const ringAfter = (ms: number): Timer => clock.after(ms, () => bell.ring("timer"));
  const stop = (): void => bell.ring("stop");
  const subscription = bus?.subscribe<Pattern>(pattern, { onGap: () => bell.ring("gap") });
  let timer = ringAfter(Math.min(everyMs, CONFIRM_PATIENCE_MS));
  signal?.addEventListener("abort", stop);
  try {
    if (subscription === undefined) bell.ring("start");
    else listen(subscription, bell);
    for (let first = true; ; first = false) {
      const ring = await bell.rung();
      timer.cancel();
      if (ring === "stop") return;
      timer = ringAfter(everyMs);
      yield { reason: reasonOf(ring, first) };
    }
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", stop);
    // Not waited for: it never rejects, and a bus that hangs must not hold up a worker that ends.
    void subscription?.close();
  }
}

/** Rings for each event from here on, and once when the broker has the pattern, or never will. */
function listen(subscription: Subscription<unknown>, bell: Bell): void {
  void (async () => {
    for await (const _ of subscription) bell.ring("event");
  })();
  const settled = (): void => bell.ring("start");
  subscription.ready.then(settled, settled);
}

/** A pattern that the broker has only after the first wake may have missed what was published in between: a gap. */
function reasonOf(ring: Wake["reason"], first: boolean): Wake["reason"] {
  if (first) return "start";
  return ring === "start" ? "gap" : ring;
}

type Ring = Wake["reason"] | "stop";

/** Of several rings that fold into one, the one that says most. */
const URGENCY: Record<Ring, number> = { timer: 0, event: 1, start: 2, gap: 3, stop: 4 };

/** Holds one ring until somebody listens. */
class Bell {
  #pending: Ring | undefined;
  #waiting: ((ring: Ring) => void) | undefined;

  ring(ring: Ring): void {
    if (this.#pending === undefined || URGENCY[ring] > URGENCY[this.#pending]) this.#pending = ring;
    const ready = this.#waiting;
    if (ready === undefined) return;
    this.#waiting = undefined;
    ready(this.#take());
  }

  rung(): Promise<Ring> {
    if (this.#pending !== undefined) return Promise.resolve(this.#take());
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(): Ring {
    const ring = this.#pending!;
    this.#pending = undefined;
    return ring;
  }
}
