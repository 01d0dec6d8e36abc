// The loop that every worker writes by hand: look into the database every so often, and at once when the bus says that there is
// something. Without a bus, or with one that dies, it is exactly the poll.
//
//   start ─▶ work ─▶ wait for: an event or a gap ─▶ work ─▶ wait … timer ─▶ work
//                    (while the worker works, any number of events fold into one pending wake)

import { type Clock, systemClock, type Timer } from "../clock.ts";
import type { FreeForm, SubscribablePattern } from "../registry/topic-types.ts";
import type { Bus, Subscription } from "./bus.ts";
import type { GapReason } from "./gap.ts";
import { timerMs } from "./in-time.ts";
import { Pause } from "./pause.ts";

/** Why the worker should look now. */
export interface Wake {
  /**
   * `start`: the first look. `event`: the bus said so. `gap`: it lost something. `reconnect`: it was away, and is back. `timer`: it is
   * time.
   */
  readonly reason: "start" | "event" | "gap" | "reconnect" | "timer";
}

export interface PollOptions {
  /** Longest time from one wake to the next. */
  readonly everyMs: number;
  /** Shortest time from one wake to the next, at most `everyMs`; what comes meanwhile folds into it. Default 0. */
  readonly spacingMs?: number | undefined;
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
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
  const bell = new Bell(options.clock ?? systemClock);
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
  const spacingMs = options.spacingMs === undefined ? 0 : timerMs("spacingMs", options.spacingMs);
  if (signal?.aborted === true) return;
  const ringAfter = (ms: number): Timer => clock.after(ms, () => bell.ring("timer"));
  const stop = (): void => bell.ring("stop");
  const subscription = bus?.subscribe<Pattern>(pattern, {
    onEvent: () => bell.ring("event"),
    onGap: ({ reason }) => bell.ring(ringOf(reason)),
  });
  let timer = ringAfter(Math.min(everyMs, CONFIRM_PATIENCE_MS));
  signal?.addEventListener("abort", stop);
  try {
    if (subscription === undefined) bell.ring("start");
    else await listen(subscription, bell, bus!.connected);
    let quietUntilMs = clock.monotonicMs();
    for (let first = true; ; first = false) {
      const ring = await bell.rungAfter(quietUntilMs);
      timer.cancel();
      if (ring === "stop") return;
      timer = ringAfter(everyMs);
      quietUntilMs = clock.monotonicMs() + Math.min(spacingMs, everyMs);
      yield { reason: reasonOf(ring, first) };
    }
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", stop);
    // Not waited for: it never rejects, and a bus that hangs must not hold up a worker that ends.
    void subscription?.close();
  }
}

/** Rings once when the broker has the pattern, or never will; without a connection, at once. */
async function listen(subscription: Subscription<unknown>, bell: Bell, connected: boolean): Promise<void> {
  let settled = false;
  const settle = (): void => {
    settled = true;
    bell.ring("start");
  };
  subscription.ready.then(settle, settle);
  if (connected) return;
  // What is settled already says so first; one ring is enough.
  await Promise.resolve();
  if (!settled) bell.ring("start");
}

/** A pattern that the broker has only after the first wake may have missed what was published in between: a gap. */
function reasonOf(ring: Wake["reason"], first: boolean): Wake["reason"] {
  if (first) return "start";
  return ring === "start" ? "gap" : ring;
}

type Ring = Wake["reason"] | "stop";

/** Of several rings that fold into one, the one that says most. */
const URGENCY: Record<Ring, number> = { timer: 0, event: 1, start: 2, gap: 3, reconnect: 4, stop: 5 };

function ringOf(reason: GapReason): Ring {
  return reason === "reconnect" || reason === "restart" ? "reconnect" : "gap";
}

/** Holds one ring until somebody listens. */
class Bell {
  readonly #clock: Clock;
  readonly #quiet: Pause;
  #pending: Ring | undefined;
  #waiting: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#quiet = new Pause(clock);
  }

  ring(ring: Ring): void {
    if (this.#pending === undefined || URGENCY[ring] > URGENCY[this.#pending]) this.#pending = ring;
    if (ring === "stop") this.#quiet.end();
    this.#waiting?.();
    this.#waiting = undefined;
  }

  /** The ring, once there is one, and it is not before `quietUntilMs`; all that came until then in one. */
  async rungAfter(quietUntilMs: number): Promise<Ring> {
    if (this.#pending === undefined) await new Promise<void>((resolve) => (this.#waiting = resolve));
    const early = quietUntilMs - this.#clock.monotonicMs();
    if (early > 0) await this.#quiet.for(early);
    const ring = this.#pending!;
    this.#pending = undefined;
    return ring;
  }
}
