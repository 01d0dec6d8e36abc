// `decnet bus sub` without the process around it.

import type { Bus, BusEvent, Subscription } from "../client/bus.ts";
import { type Gap, GapTally } from "../client/gap.ts";
import { BusError } from "../errors.ts";
import { freeForm } from "../registry/lookup.ts";
import { matches } from "../topic/match.ts";
import { connectCliBus } from "./cli-bus.ts";

export interface PrintEvents {
  readonly patterns: readonly string[];
  readonly socket?: string | undefined;
  /** End after so many events. */
  readonly count?: number | undefined;
  /** End after so many seconds; with `count`, it is an error if they did not come by then. */
  readonly timeout?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** `gap` is what was lost before the event, of all that was to be printed. */
  readonly print: (event: BusEvent, gap: Gap | undefined) => void;
  /** Says something about the subscription itself. */
  readonly note: (text: string) => void;
}

/** Resolves when it is to end. Rejects with a BusError if there is no bus, or it goes away. */
export async function printEvents(request: PrintEvents): Promise<void> {
  const bus = await connectCliBus(request.socket);
  const end = new Ending(request);
  try {
    await Promise.race([end.reached, followUntilBusIsGone(bus, request, end)]);
  } finally {
    end.forget();
    await bus.close();
  }
}

/** When enough was printed, the time is over, or somebody says so. */
class Ending {
  /** Rejects if the time is over before `count` events came. */
  readonly reached: Promise<void>;
  readonly forget: () => void;
  readonly #request: PrintEvents;
  readonly #end = Promise.withResolvers<void>();
  #printed = 0;

  constructor(request: PrintEvents) {
    const { timeout, signal } = request;
    this.#request = request;
    this.reached = this.#end.promise;
    const abort = (): void => this.#end.resolve();
    const timer = timeout === undefined ? undefined : setTimeout(() => this.#timeIsOver(), timeout * 1_000);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    this.forget = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  }

  print(event: BusEvent, gap: Gap | undefined): void {
    const { count = Number.POSITIVE_INFINITY, print } = this.#request;
    if (this.#printed >= count) return;
    print(event, gap);
    if (++this.#printed >= count) this.#end.resolve();
  }

  #timeIsOver(): void {
    const { count, timeout } = this.#request;
    if (count === undefined) this.#end.resolve();
    else this.#end.reject(new BusError("TIMEOUT", `${this.#printed} of ${count} events came within ${timeout} s.`));
  }
}

async function followUntilBusIsGone(bus: Bus, { patterns, note }: PrintEvents, end: Ending): Promise<never> {
  const subscriptions = patterns.map((pattern) =>
    bus.subscribe(freeForm(pattern), {
      onGap: (gap) => note(`events lost that ${pattern} matches: ${gap.count} (${gap.reason})`),
    }),
  );
  await Promise.all(subscriptions.map(({ ready }) => ready));
  note(`subscribed to ${patterns.join(" ")}`);
  await Promise.all(subscriptions.map((subscription, index) => printLoop(subscription, index, patterns, end)));
  // The loops end with the connection, and whatever is asked of it now says why.
  const cause = await bus.flush().catch((error: unknown) => error);
  const why = cause instanceof Error ? ` ${cause.message}` : "";
  throw new BusError("UNAVAILABLE", `The bus went away.${why}`, { cause });
}

/** Of several patterns that match an event, the first one prints it; a gap before it then rides on the next that is printed. */
async function printLoop(
  subscription: Subscription<BusEvent>,
  index: number,
  patterns: readonly string[],
  end: Ending,
): Promise<void> {
  const gaps = new GapTally();
  for await (const event of subscription) {
    gaps.merge(event.gap);
    if (patterns.findIndex((pattern) => matches(pattern, event.topic)) === index) {
      end.print(event, gaps.take());
    }
  }
}
