// The fake bus: an island with the real broker on it, and one bus, or several, that are connected to it.

import type { Bus, BusEvent, HelloOptions } from "../client/bus.ts";
import { createConnectedBus } from "../client/connected-bus.ts";
import { checkPattern } from "../client/given.ts";
import { helloOf } from "../client/hello.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { RecordingBytes } from "../recording/recording-reader.ts";
import type { ReplayOptions, ReplaySummary } from "../recording/replay.ts";
import type { FreeForm, SubscribablePattern } from "../registry/topic-types.ts";
import type { Connection } from "../transport/connection.ts";
import type { Limits } from "../wire/limits.ts";
import { Island } from "./island.ts";
import { turn } from "./manual-clock.ts";
import { PublishedEvents, type PublishedOptions } from "./published-events.ts";
import { replayOnto } from "./replay-onto.ts";

export interface IslanderOptions extends HelloOptions {
  /** connect() resolves although the broker is down, and the bus goes on trying to find it. Default: false. */
  readonly waitForBus?: boolean | undefined;
}

export interface FakeBusOptions extends IslanderOptions {
  /** Time for the broker and all buses; a ManualClock leaves backoff and time-outs to the test. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Where the broker's differ from the daemon's: `{ queueEvents: 4 }` makes an overflow cheap. */
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * A bus of its own, for one test: events reach the buses of the same island, and nobody else. The test gives the worker this bus, or
 * `another()`, and can ask what was published, and do to the broker what happens to daemons.
 */
export interface FakeBus extends Bus {
  /** Another worker on the same island: connect it, use it, close it. */
  another(options?: IslanderOptions): Bus;
  connect(): Promise<FakeBus>;
  /** Closes this bus, the others, and the island. Idempotent. */
  close(): Promise<void>;

  /**
   * What was published on this island so far and matches the pattern, in the order in which the broker read it; events are what a
   * subscription to the pattern would yield. All that was published before the call is in, whichever bus it was. With `count` it waits
   * until there are so many, and resolves to all that there are then. What a stalled broker has not read is not in yet.
   * @throws BusError TIMEOUT, which lists what was published instead; CLOSED if the bus is closed while it waits; INVALID_PATTERN,
   * INVALID_CONFIG: a mistake in the calling code.
   */
  published<const Pattern extends string | FreeForm>(
    pattern: SubscribablePattern<Pattern>,
    options?: PublishedOptions,
  ): Promise<BusEvent<Pattern>[]>;

  /**
   * The broker stops reading and writing, as after SIGSTOP: publishers go on until their own queues are full, nobody gets anything, and
   * connections stay. With `bus`, the connection of that one alone, which is then a subscriber that does not read: its events wait in
   * the broker's queue, and the oldest go when `limits` are reached.
   */
  stall(bus?: Bus): void;
  /** The end of `stall`: everything goes on, or what is that bus's. */
  resume(bus?: Bus): void;
  /** All connections break, the broker lives. Buses come back by themselves, with a gap of reason `reconnect`. */
  cut(): void;
  /** The broker is gone without a word, and another one is there at once. Buses come back with a gap of reason `restart`. */
  restart(): void;
  /**
   * The broker is gone until `up()`, and connect() is refused with UNAVAILABLE. With `goodbye` it says so to all first, as the daemon
   * does on SIGTERM; else it is as if it were killed.
   */
  down(options?: { readonly goodbye?: boolean | undefined }): void;
  /** There is a broker again, after `down()`: another one, so that buses come back with a gap of reason `restart`. */
  up(): void;
  /**
   * Publishes what `decnet bus record` has recorded, over a connection of its own, at the pace of the fake's clock: with a ManualClock, time
   * has to be moved, or `speed` be Infinity. Unless `partial`, all of it is read before the first event is published. A file is given as
   * `await readFile(path)`, or `createReadStream(path)`.
   * @throws BusError INVALID_RECORDING; INVALID_PATTERN, INVALID_CONFIG: a mistake in the calling code; UNAVAILABLE while it is down.
   */
  replay(recording: Uint8Array | RecordingBytes, options?: ReplayOptions): Promise<ReplaySummary>;
  /** Resolves when every bus that has lost its connection has one again, and all of its patterns with it; at once if none has. */
  reconnected(): Promise<void>;
}

/**
 * Makes an island with one bus on it: the real broker over memory. Await its `connect()`, as with any bus.
 *
 * As a fixture of Vitest, a new one for each test that asks for it:
 *
 * ```ts
 * import { createFakeBus, type FakeBus } from "decnet-bus/testing";
 * import { expect, test as base } from "vitest";
 *
 * const test = base.extend<{ bus: FakeBus }>({
 *   bus: async ({}, use) => {
 *     await using bus = await createFakeBus().connect();
 *     await use(bus);
 *   },
 * });
 *
 * test("the mutator says that it applied a mutation", async ({ bus }) => {
 *   await runMutator(bus);
 *   const [applied] = await bus.published("topology.*.mutation.applied", { count: 1 });
 *   expect(applied!.payload.op).toBe("add_lan");
 * });
 * ```
 */
export function createFakeBus({ clock = systemClock, limits, ...options }: FakeBusOptions = {}): FakeBus {
  const published = new PublishedEvents();
  const island = new Island({ clock, limits, listen: () => published.listen() });
  const crew = new Crew(island, clock);
  const bus = crew.join(options);
  const memberOf = (given: Bus | undefined): Bus | undefined => (given === fake ? bus : given);
  const close = async (): Promise<void> => {
    island.resume();
    await crew.close();
    await island.close();
    published.close();
  };
  const fake: FakeBus = {
    get connected() {
      return bus.connected;
    },
    connect: async () => {
      await bus.connect();
      return fake;
    },
    publish: (topic, payload, publishOptions) => bus.publish(topic, payload, publishOptions),
    subscribe: (pattern, subscribeOptions) => bus.subscribe(pattern, subscribeOptions),
    flush: (flushOptions) => bus.flush(flushOptions),
    status: (statusOptions) => bus.status(statusOptions),
    stats: () => bus.stats(),
    another: (islander) => crew.join(islander),
    close,
    [Symbol.asyncDispose]: close,
    published: async <Pattern extends string | FreeForm>(
      pattern: string | FreeForm,
      wanted: PublishedOptions = {},
    ): Promise<BusEvent<Pattern>[]> => {
      const checked = checkPattern(pattern);
      await crew.fence();
      const waits = wanted.count !== undefined;
      const found = waits ? await published.waitFor(checked, wanted) : published.matching(checked);
      // What matches the pattern is what a subscription to it yields.
      return found as BusEvent<Pattern>[];
    },
    stall: (given) => island.stall(memberOf(given)),
    resume: (given) => island.resume(memberOf(given)),
    cut: () => island.cut(),
    restart: () => island.restart(),
    down: ({ goodbye = false } = {}) => island.down(goodbye),
    up: () => island.up(),
    reconnected: () => crew.reconnected(),
    replay: (recording, replayOptions = {}) => replayOnto(island, clock, recording, replayOptions),
  };
  return fake;
}

interface Member {
  readonly bus: Bus;
  readonly waitForBus: boolean;
  tried: boolean;
  closing: Promise<void> | undefined;
}

/** All buses of an island. */
class Crew {
  readonly #island: Island;
  readonly #clock: Clock;
  readonly #members: Member[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(island: Island, clock: Clock) {
    this.#island = island;
    this.#clock = clock;
  }

  join({ waitForBus = false, ...hello }: IslanderOptions = {}): Bus {
    const bus = createConnectedBus({
      hello: helloOf(hello),
      clock: this.#clock,
      waitForBus,
      open: async (): Promise<Connection> => {
        member.tried = true;
        return this.#island.connect(bus);
      },
      // It says so when it is connected again, and has no other way to tell.
      logger: { warn: () => {}, info: () => this.#wake() },
    });
    const member: Member = { bus, waitForBus, tried: false, closing: undefined };
    const close = bus.close.bind(bus);
    bus.close = () => {
      member.closing ??= close();
      this.#wake();
      return member.closing;
    };
    this.#members.push(member);
    return bus;
  }

  /** Resolves when the broker has read all that was published before, as far as it reads at all. */
  async fence(): Promise<void> {
    const settle = async ({ bus, closing }: Member): Promise<void> => {
      if (this.#island.stalls(bus)) return;
      if (closing !== undefined) await closing;
      else if (bus.connected) await bus.flush();
    };
    await Promise.allSettled(this.#members.map(settle));
  }

  async reconnected(): Promise<void> {
    // What happened to the connections right before, the buses learn in this turn.
    await turn();
    while (this.#members.some(isAway)) await this.#changed.promise;
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ bus }) => bus.close()));
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** It has lost its connection, or waits for its first, and will have one when there is a broker. */
function isAway({ bus, waitForBus, tried, closing }: Member): boolean {
  const coming = bus.stats().busId !== "" || (waitForBus && tried);
  return coming && closing === undefined && !bus.connected;
}
