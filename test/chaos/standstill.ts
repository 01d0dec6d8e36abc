// The daemon is stopped (SIGSTOP) under a publisher at full speed, and goes on after a while (SIGCONT).
//
//   warm ──SIGSTOP──▶ stopped: the publisher's outbox is full, and drops its oldest ──SIGCONT──▶ resumed ──▶ finish: the accounts
//
// Every event is accounted for: published = received + overflow of the publisher + dropped by the broker for the subscriber.

import { setTimeout as delay } from "node:timers/promises";
import { pollUntil } from "../fuzz/poll-until.ts";
import { mib } from "../fuzz/verdicts/memory.ts";
import { median } from "./belongings.ts";
import type {
  PublisherCommand,
  PublisherMessage,
  PublisherPhase,
  PublisherReport,
  SubscriberCommand,
  SubscriberMessage,
  SubscriberReport,
} from "./messages.ts";
import type { Stage } from "./stage.ts";
import { Worker } from "./worker.ts";

export interface StandstillOptions {
  readonly stoppedSeconds: number;
  /** At full speed before the stop, and after it. */
  readonly runSeconds: number;
  /** A turn of the publisher's loop that takes more of the processor is a finding; absent: it is only said. */
  readonly turnLimitMs?: number | undefined;
  /**
   * What memory may grow by besides the outbox: the batch in flight, the buffers in which events are written and which the queue still holds
   * a part of, and the garbage of a publisher at full speed between two collections.
   */
  readonly allowanceBytes: number;
  /** How long things may take that wait for another process. */
  readonly limitMs: number;
}

export interface StandstillReport {
  readonly stoppedSeconds: number;
  readonly publisher: PublisherReport | undefined;
  readonly subscriber: SubscriberReport | undefined;
  /** Discarded between SIGSTOP and SIGCONT. */
  readonly overflowWhileStopped: number;
  /** From SIGCONT until the subscriber had an event that was published after it. */
  readonly resumedAfterMs: number | undefined;
  /** Median before the stop. */
  readonly rssWarmBytes: number;
  /** Medians of the second and of the last third of the stop: a full outbox, and whether memory still grows. */
  readonly rssThirds: readonly [second: number, last: number];
  /** With all the garbage that happened to be there: said, and not judged. */
  readonly rssMaxBytes: number;
  /** From before the stop to its last third, and what that may be. */
  readonly growthBytes: number;
  readonly growthLimitBytes: number;
}

/** What may wait in a publisher's outbox, by what the README promises. */
const OUTBOX_BYTES = 8 << 20;
type Publisher = Worker<PublisherCommand, PublisherMessage>;
type Subscriber = Worker<SubscriberCommand, SubscriberMessage>;

export class Standstill {
  readonly #options: StandstillOptions;
  readonly #stage: Stage;
  #publisher: PublisherReport | undefined;
  #subscriber: SubscriberReport | undefined;
  #overflowWhileStopped = 0;
  #resumedAfterMs: number | undefined;

  constructor(options: StandstillOptions, stage: Stage) {
    this.#options = options;
    this.#stage = stage;
  }

  async run(): Promise<void> {
    const { runSeconds, stoppedSeconds, limitMs } = this.#options;
    const daemon = await this.#stage.startDaemon();
    const given = { socket: this.#stage.socket };
    const subscriber: Subscriber = this.#stage.add(new Worker("the subscriber", "subscriber-process.ts", given));
    await subscriber.next("ready", limitMs);
    const publisher: Publisher = this.#stage.add(new Worker("the publisher", "publisher-process.ts", given));
    await publisher.next("ready", limitMs);
    await this.#enter(publisher, "warm");
    await this.#pass(runSeconds);
    const before = await this.#enter(publisher, "stopped");
    process.kill(daemon.pid, "SIGSTOP");
    await this.#pass(stoppedSeconds);
    const after = await this.#enter(publisher, "resumed");
    this.#overflowWhileStopped = after.overflow - before.overflow;
    process.kill(daemon.pid, "SIGCONT");
    await this.#awaitNewer(subscriber, after.number);
    await this.#pass(runSeconds);
    await this.#account(publisher, subscriber);
    await daemon.kill();
    this.#judge();
  }

  get report(): StandstillReport {
    const { warm = [], stopped = [] } = this.#publisher?.rssBytes ?? {};
    const third = Math.floor(stopped.length / 3);
    const lastThird = median(stopped.slice(2 * third));
    // The first half is the start of the process.
    const rssWarmBytes = median(warm.slice(Math.floor(warm.length / 2)));
    return {
      stoppedSeconds: this.#options.stoppedSeconds,
      publisher: this.#publisher,
      subscriber: this.#subscriber,
      overflowWhileStopped: this.#overflowWhileStopped,
      resumedAfterMs: this.#resumedAfterMs,
      rssWarmBytes,
      rssThirds: [median(stopped.slice(third, 2 * third)), lastThird],
      rssMaxBytes: Math.max(...stopped),
      growthBytes: lastThird - rssWarmBytes,
      growthLimitBytes: OUTBOX_BYTES + this.#options.allowanceBytes,
    };
  }

  #enter(publisher: Publisher, phase: PublisherPhase): Promise<{ number: number; overflow: number }> {
    const entered = publisher.next("phase", this.#options.limitMs);
    publisher.tell({ phase });
    return entered;
  }

  async #pass(seconds: number): Promise<void> {
    await delay(seconds * 1_000, undefined, { signal: this.#stage.signal });
  }

  /** Until the subscriber has an event that was published after the daemon went on. */
  async #awaitNewer(subscriber: Subscriber, number: number): Promise<void> {
    const { limitMs } = this.#options;
    const fromMs = performance.now();
    const came = await pollUntil(limitMs, async () => (await subscriber.next("newest", limitMs)).number >= number);
    if (came) this.#resumedAfterMs = performance.now() - fromMs;
    else this.#find(`nothing came to the subscriber in ${limitMs} ms after the daemon went on`);
  }

  async #account(publisher: Publisher, subscriber: Subscriber): Promise<void> {
    const { limitMs } = this.#options;
    const told = publisher.next("report", 2 * limitMs);
    publisher.tell({ phase: "finish", limitMs });
    this.#publisher = (await told).report;
    const due = this.#publisher.published - this.#publisher.overflow;
    const heard = subscriber.next("report", 2 * limitMs);
    subscriber.tell({ due, limitMs });
    this.#subscriber = (await heard).report;
    for (const worker of [publisher, subscriber]) {
      const fault = await Promise.race([
        worker.ended,
        delay(limitMs, "did not end after its bus was closed", { ref: false }),
      ]);
      if (fault !== undefined) this.#find(`${worker.name}: ${fault}`);
    }
  }

  #judge(): void {
    const { published, overflow, refused, reconnects, connected, turns, flushFault, warnings } = this.#publisher!;
    const { received, droppedByBroker, toldByGaps, dropped, faults, ...subscriber } = this.#subscriber!;
    for (const fault of faults) this.#find(`the subscriber: ${fault}`);
    if (flushFault !== undefined) this.#find(`the publisher could not flush: ${flushFault}`);
    if (!connected || reconnects > 0)
      this.#find(`the publisher has lost its connection (${reconnects} reconnects): ${warnings.join(" / ")}`);
    if (refused > 0) this.#find(`${refused} events of the publisher were not taken`);
    if (subscriber.reconnects > 0) this.#find(`the subscriber has reconnected ${subscriber.reconnects} times`);
    if (this.#overflowWhileStopped === 0) this.#find("the publisher's outbox did not overflow: the stop was too short");
    if (published !== received + overflow + droppedByBroker) {
      const sum = `${received} received + ${overflow} overflow + ${droppedByBroker} dropped by the broker`;
      this.#find(
        `${published} published, but ${sum} (${published - received - overflow - droppedByBroker} are missing)`,
      );
    }
    if (dropped !== droppedByBroker || toldByGaps !== droppedByBroker)
      this.#find(
        `${droppedByBroker} were dropped by the broker; told of ${toldByGaps} by onGap, ${dropped} by dropped`,
      );
    const { rssWarmBytes, growthBytes, growthLimitBytes } = this.report;
    if (!(growthBytes <= growthLimitBytes))
      this.#find(
        `the publisher's memory grew by ${mib(growthBytes)}, from ${mib(rssWarmBytes)}, while the broker stood`,
      );
    const { turnLimitMs } = this.#options;
    if (turnLimitMs !== undefined && turns.maxCpuMs > turnLimitMs)
      this.#find(`a turn of the publisher's loop took ${turns.maxCpuMs.toFixed(1)} ms of the processor`);
  }

  #find(what: string): void {
    this.#stage.find("stopped broker", what);
  }
}
