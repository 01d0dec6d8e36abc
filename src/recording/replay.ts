// Publishes what was recorded, over a connection of its own, at the pace at which it was recorded, or another.

import type { RecordingHeader } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { systemBusHealth } from "../../gen/decnet/topics/v1/topics.ts";
import { type BusConnection, type ConnectionEvents, type HelloInit, openConnection } from "../client/connection.ts";
import { checkPattern } from "../client/given.ts";
import { inTime } from "../client/in-time.ts";
import { Pause } from "../client/pause.ts";
import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { freeForm } from "../registry/lookup.ts";
import { matches } from "../topic/match.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { frameBodyBytes } from "../wire/frame-codec.ts";
import type { Recorded, Recording } from "./recording-reader.ts";
import { Reissue } from "./reissue.ts";
import { ownSchema, type SchemaChanges, schemaChanges } from "./schema.ts";

export interface ReplayOptions {
  /** Only events of topics that one of them matches. Default: all but `system.bus.health`, which is the recorded bus's own. */
  readonly patterns?: readonly string[] | undefined;
  /** 2 is twice as fast as it was recorded, Infinity as fast as the bus takes it. Default 1. */
  readonly speed?: number | undefined;
  /** Events keep source, id and time. Default: those are the replay's, and everything else is as recorded. */
  readonly asRecorded?: boolean | undefined;
  /** Of a recording that is damaged, or cut off, replay what stands before that, and say so. Default: reject there. */
  readonly partial?: boolean | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of events that were lost when it was recorded, where they are missing. */
  readonly onGap?: ((drops: Drops) => void) | undefined;
}

export interface ReplaySummary extends SchemaChanges {
  /** Events that were published, and routed unless it was ended by `signal`. */
  readonly published: number;
  /** Events that were left out: no pattern matches their topic. */
  readonly leftOut: number;
  /** Events that are larger, or have a longer topic, than the bus takes. */
  readonly tooLarge: number;
  /** Events that were lost when it was recorded. */
  readonly lost: number;
  /** It came to the end, which the recording has. */
  readonly complete: boolean;
  /** Why not, with `partial`. */
  readonly damage: BusError | undefined;
}

/** Events, and bytes of events, that are under way before the bus is waited for: less than the connection's own queue takes. */
const FENCE_EVENTS = 512;
const FENCE_BYTES = 1 << 20;

/** How long the bus may take to route them. */
const FENCE_TIMEOUT_MS = 5_000;

/** A timer takes no more than 2^31 ms. */
const MAX_WAIT_MS = 2 ** 30;

export interface Stage {
  /** A new connection to the bus. It is closed at the end, however that comes. */
  readonly transport: Connection;
  readonly hello: HelloInit;
  readonly clock: Clock;
}

/** Which topics of a recording are declared otherwise today: their events are published as they are, and may be of no use. */
export function changesSince({ topics }: RecordingHeader): SchemaChanges {
  return schemaChanges(topics, ownSchema());
}

/** @throws BusError INVALID_PATTERN, INVALID_CONFIG: a mistake in the calling code. */
export function checkReplayOptions({ patterns = [], speed = 1 }: ReplayOptions): void {
  for (const pattern of patterns) checkPattern(freeForm(pattern));
  if (speed > 0) return;
  throw new BusError("INVALID_CONFIG", `speed is ${speed}; give a number above 0, or Infinity.`);
}

/** Whether an event of that topic is replayed. */
export function isWanted(topic: string, patterns: readonly string[] | undefined): boolean {
  if (patterns === undefined || patterns.length === 0) return topic !== systemBusHealth();
  return patterns.some((pattern) => matches(pattern, topic));
}

/**
 * Resolves when all that was to be replayed is routed, or `signal` is aborted.
 * @throws BusError INVALID_RECORDING; TIMEOUT if the bus does not route; whatever ends the connection.
 */
export async function replayOver(stage: Stage, recording: Recording, options: ReplayOptions): Promise<ReplaySummary> {
  checkReplayOptions(options);
  return new Player(stage, options).play(recording);
}

class Player implements ConnectionEvents {
  readonly #stage: Stage;
  readonly #options: ReplayOptions;
  readonly #reissue: Reissue;
  readonly #pause: Pause;
  readonly #stopped = Promise.withResolvers<void>();
  #link: BusConnection | undefined;
  #lost: BusError | undefined;
  /** The moment of the clock that the first event has, and its time in the recording. */
  #beginning: { readonly atMs: number; readonly ms: number } | undefined;
  /** There is more that would have been replayed. */
  #cutShort = false;
  #unfencedEvents = 0;
  #unfencedBytes = 0;
  readonly #counts = { published: 0, leftOut: 0, tooLarge: 0, lost: 0 };

  constructor(stage: Stage, options: ReplayOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#reissue = new Reissue(stage.hello.clientName, stage.clock);
    this.#pause = new Pause(stage.clock);
  }

  async play(recording: Recording): Promise<ReplaySummary> {
    const { signal } = this.#options;
    const stop = (): void => this.#stop();
    signal?.addEventListener("abort", stop);
    try {
      const damage = (await this.#open()) ? await this.#all(recording) : undefined;
      if (this.#link !== undefined) await this.#fence();
      const complete = recording.end !== undefined && !this.#cutShort;
      return { ...this.#counts, ...changesSince(recording.header), complete, damage };
    } finally {
      signal?.removeEventListener("abort", stop);
      await this.#leave();
    }
  }

  /** False: it was ended before the bus had answered. */
  async #open(): Promise<boolean> {
    const { transport, hello, clock } = this.#stage;
    try {
      if (!this.#isOver()) await openConnection(transport, hello, clock, this);
    } catch (error) {
      if (!this.#isOver()) throw error;
    }
    return !this.#isOver();
  }

  opened(connection: BusConnection): void {
    this.#link = connection;
  }

  event(): undefined {
    return undefined;
  }

  dropped(): void {}

  lost(reason: BusError): void {
    this.#lost = reason;
    this.#stop();
  }

  /** Returns where a recording broke off that may. */
  async #all({ entries }: Recording): Promise<BusError | undefined> {
    try {
      for await (const together of entries) {
        for (const entry of together) {
          // Each wait would cost a write of its own.
          const wait = this.#isOver() ? undefined : this.#take(entry);
          if (wait !== undefined) await wait;
          if (this.#cutShort) return undefined;
        }
      }
    } catch (error) {
      // Whoever ends it ends what it is read from, too.
      if (this.#isOver()) return undefined;
      const broken = error instanceof BusError && error.code === "INVALID_RECORDING";
      if (!broken || this.#options.partial !== true) throw error;
      return error;
    }
    return undefined;
  }

  /** Returns what is to be waited for before the next one. */
  #take(entry: Recorded): Promise<void> | undefined {
    if (entry.kind === "gap") {
      this.#counts.lost += entry.drops.count;
      this.#options.onGap?.(entry.drops);
      return undefined;
    }
    if (!isWanted(entry.topic, this.#options.patterns)) {
      this.#counts.leftOut++;
      return undefined;
    }
    const dueMs = this.#dueMs(entry.ms);
    if (dueMs > this.#stage.clock.monotonicMs()) return this.#publishAt(dueMs, entry);
    this.#publish(entry.topic, entry.event);
    const enough = this.#unfencedEvents >= FENCE_EVENTS || this.#unfencedBytes >= FENCE_BYTES;
    return enough ? this.#fence() : undefined;
  }

  #publish(topic: string, event: Uint8Array): void {
    const link = this.#link!;
    const frame = this.#options.asRecorded === true ? this.#reissue.asItWas(event) : this.#reissue.anew(topic, event);
    const { maxFrameBytes, maxTopicBytes } = link.welcome;
    if (frameBodyBytes(frame) > maxFrameBytes || Buffer.byteLength(topic) > maxTopicBytes) {
      this.#counts.tooLarge++;
      return;
    }
    link.publish(frame, 0, frame.length, topic);
    this.#counts.published++;
    this.#unfencedEvents++;
    this.#unfencedBytes += frame.length;
  }

  /** It begins at once with the first event, whenever that was recorded. */
  #dueMs(ms: number): number {
    this.#beginning ??= { atMs: this.#stage.clock.monotonicMs(), ms };
    return this.#beginning.atMs + (ms - this.#beginning.ms) / (this.#options.speed ?? 1);
  }

  async #publishAt(dueMs: number, { topic, event }: Extract<Recorded, { kind: "event" }>): Promise<void> {
    const { clock } = this.#stage;
    for (let left = dueMs - clock.monotonicMs(); left > 0; left = dueMs - clock.monotonicMs()) {
      if (this.#isOver()) return;
      await this.#pause.for(Math.min(left, MAX_WAIT_MS));
    }
    if (!this.#isOver()) this.#publish(topic, event);
  }

  /** Waits until the bus has routed what is under way: a publisher that is faster would drop its own events. */
  async #fence(): Promise<void> {
    this.#throwIfLost();
    this.#unfencedEvents = this.#unfencedBytes = 0;
    const routed = inTime(this.#link!.fence(), FENCE_TIMEOUT_MS, this.#stage.clock);
    if (!(await Promise.race([routed, this.#stopped.promise.then(() => true)])))
      throw new BusError("TIMEOUT", `The bus did not route what was replayed within ${FENCE_TIMEOUT_MS} ms.`);
    this.#throwIfLost();
  }

  #throwIfLost(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  #isOver(): boolean {
    this.#throwIfLost();
    return (this.#cutShort ||= this.#options.signal?.aborted === true);
  }

  #stop(): void {
    this.#pause.end();
    this.#stopped.resolve();
    // A bus that hangs is not waited for.
    if (this.#link === undefined) this.#stage.transport.destroy();
  }

  async #leave(): Promise<void> {
    if (this.#link === undefined) this.#stage.transport.destroy();
    else if (this.#lost === undefined) await this.#link.close();
  }
}
