// What must be sent to one connection, and when, as arrays. The broker's batches are compared with it one by one:
//
//   batch = answers in the order of the requests, [Dropped], the oldest events, [Goodbye, if nothing is left]
//
// At most one is in flight. One is handed over at the end of a turn, when the one before was taken, when the connection is to be
// closed, and whenever something would be lost that could still leave.

import type { Limits } from "../../src/wire/limits.ts";
import type { Batch } from "./held-connection.ts";
import { law, same } from "./law.ts";
import { droppedText, type StoryFrame, storyOf, type TopicCounts } from "./story.ts";

/** Of events, that a batch is filled up to. */
const BATCH_BYTES = 256 << 10;
/** It is filled with pieces of what was received, and a piece is at most as long as a chunk, or a frame. */
export const PIECE_BYTES = 64 << 10;
const NAMED_TOPICS = 16;

export interface ModelEvent {
  readonly topic: string;
  /** As it came, size prefix included: as it must arrive. */
  readonly bytes: Uint8Array;
}

/** A control frame that must come. */
export interface Answer {
  readonly text: string;
  /** Of a Status: how often every topic was published to. */
  readonly published?: TopicCounts;
}

export type OutboxLimits = Pick<Limits, "queueEvents" | "queueBytes" | "maxUnanswered">;

export class ModelOutbox {
  /** Events that were matched, handed over, and discarded because they were too many. */
  matched = 0;
  sent = 0;
  dropped = 0;
  inFlight = false;
  /** Everything was sent, the connection shall end. */
  finished = false;
  readonly #limits: OutboxLimits;
  readonly #handedOver: () => Batch | undefined;
  #queue: ModelEvent[] = [];
  #answers: Answer[] = [];
  /** Topics of the dropped events that the peer was not told of, oldest first. */
  #untold: string[] = [];
  #last: { goodbye: string | undefined } | undefined;
  /** Events that were let go of with the connection. */
  #letGo = 0;
  #closed = false;
  /** As the peer was told, or is about to be. */
  #told = 0;

  /** `handedOver` gives the next batch that the broker has handed over, if there is one. */
  constructor(limits: OutboxLimits, handedOver: () => Batch | undefined) {
    this.#limits = limits;
    this.#handedOver = handedOver;
  }

  get queuedEvents(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queue.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  event(event: ModelEvent): void {
    if (this.#closed || this.#last !== undefined) return;
    this.matched++;
    if (this.#isFullFor(event)) this.flush();
    while (this.#queue.length > 0 && this.#isFullFor(event)) this.#drop(this.#queue.shift()!);
    if (this.#isFullFor(event)) this.#drop(event);
    else this.#queue.push(event);
  }

  /** False if the peer leaves too many unread. */
  answer(answer: Answer): boolean {
    if (this.#answers.length >= this.#limits.maxUnanswered) this.flush();
    if (this.#answers.length >= this.#limits.maxUnanswered) return false;
    this.#answers.push(answer);
    return true;
  }

  /** The turn is over, or what was in flight was taken. */
  flush(): void {
    if (this.#closed || this.finished || this.inFlight) return;
    const answers = this.#takeAnswers();
    const goodbye = this.#last?.goodbye;
    if (answers.length === 0 && this.#queue.length === 0 && goodbye === undefined) {
      this.finished = this.#last !== undefined;
      return;
    }
    const batch = this.#handedOver();
    law(batch !== undefined, () => `nothing was handed over, and there is ${this.#describe(answers)}`);
    this.inFlight = true;
    this.#compare(storyOf(batch), answers, goodbye);
  }

  taken(): void {
    this.inFlight = false;
    this.flush();
  }

  /** After this nothing but `goodbye` is added. */
  finish(goodbye: string | undefined, discard: boolean): void {
    if (this.#closed || this.#last !== undefined) return;
    this.#last = { goodbye };
    if (discard) this.#letGoOfEvents();
    this.flush();
  }

  close(): void {
    this.#closed = true;
    this.#letGoOfEvents();
  }

  /** received + dropped + waiting = matched. */
  checkBalance(): void {
    const { matched, sent, dropped, queuedEvents } = this;
    law(
      sent + dropped + queuedEvents + this.#letGo === matched,
      () => `${matched} matched, ${sent} sent, ${dropped} dropped`,
    );
    law(this.#told + this.#untold.length === dropped, () => `of ${dropped} dropped the peer knows ${this.#told}`);
  }

  #isFullFor({ bytes }: ModelEvent): boolean {
    const { queueEvents, queueBytes } = this.#limits;
    return this.queuedEvents + 1 > queueEvents || this.queuedBytes + bytes.length > queueBytes;
  }

  #drop({ topic }: ModelEvent): void {
    this.dropped++;
    this.#untold.push(topic);
  }

  #letGoOfEvents(): void {
    this.#letGo += this.#queue.length;
    this.#queue = [];
  }

  /** The notice of a loss among them: it stands right before the oldest event that is left. */
  #takeAnswers(): Answer[] {
    const answers = this.#answers;
    this.#answers = [];
    if (this.#untold.length > 0) answers.push({ text: this.#notice() });
    return answers;
  }

  #notice(): string {
    const topics = new Map<string, number>();
    for (const topic of this.#untold) topics.set(topic, (topics.get(topic) ?? 0) + 1);
    const named = new Map([...topics].slice(0, NAMED_TOPICS));
    this.#told += this.#untold.length;
    const text = droppedText(this.#untold.length, this.#told, named, topics.size > named.size);
    this.#untold = [];
    return text;
  }

  #compare(story: StoryFrame[], answers: readonly Answer[], goodbye: string | undefined): void {
    for (const answer of answers) compareAnswer(story.shift(), answer);
    const bytes = this.#compareEvents(story);
    if (this.#queue.length > 0) law(bytes >= BATCH_BYTES, () => `a batch ends after ${bytes} bytes, and more waits`);
    else if (goodbye !== undefined) {
      compareAnswer(story.shift(), { text: goodbye });
      this.#last = { goodbye: undefined };
    }
    same(
      "at the end of a batch stands",
      story.map(({ text }) => text),
      [],
    );
  }

  /** Takes events from the story as long as there are some, and returns how many bytes they have. */
  #compareEvents(story: StoryFrame[]): number {
    let bytes = 0;
    while (story[0]?.text.startsWith("event ") === true) {
      const found = story.shift()!;
      const expected = this.#queue.shift();
      same("the next event is", found.text, `event ${expected?.topic}`);
      law(
        Buffer.compare(found.bytes, expected!.bytes) === 0,
        () => `${found.text} has not the bytes that were published`,
      );
      bytes += found.bytes.length;
      this.sent++;
    }
    law(bytes <= BATCH_BYTES + PIECE_BYTES, () => `a batch holds ${bytes} bytes of events`);
    return bytes;
  }

  #describe(answers: readonly Answer[]): string {
    const waiting = [...answers.map(({ text }) => text), ...this.#queue.map(({ topic }) => `event ${topic}`)];
    return [...waiting, this.#last?.goodbye ?? ""].join(", ");
  }
}

function compareAnswer(found: StoryFrame | undefined, { text, published }: Answer): void {
  same("the next frame is", found?.text, text);
  if (published === undefined) return;
  // Which of equally busy ones are listed is the broker's choice.
  const listed = [...(found?.busiest ?? [])];
  const counts = [...published.values()].toSorted((a, b) => b - a).slice(0, NAMED_TOPICS);
  same(
    "the busiest topics have",
    listed.map(([, count]) => count),
    counts,
  );
  for (const [topic, count] of listed) same(`published to ${topic}`, count, published.get(topic));
}
