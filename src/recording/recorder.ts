// From a connection into a file, as fast as the file takes it. What waits to be written is bounded: when it is too much the connection is
// not read any more, so that the bus drops what is too old, and says so. Its notice becomes a gap of the recording.
//
//   connection ──event, gap──▶ [ waiting to be written ] ──write──▶ sink
//        ▲                              │
//        └──── pause, resume ───────────┘ more than 8 MiB, less than 4

import type { Clock } from "../clock.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { END_BYTES, EVENT_OVERHEAD_BYTES, type Origin, RecordingWriter } from "./recording-writer.ts";

/** Where a recording goes. */
export interface RecordingSink {
  /** Resolves when the bytes, which are whole entries, are written. Called one at a time. Rejects with the system's error. */
  write(bytes: Uint8Array): Promise<void>;
}

/** So that the other end can be held up. */
export type Flow = Pick<Connection, "pause" | "resume">;

export interface RecorderTotals {
  readonly events: number;
  /** Events that are missing, as far as is known. */
  readonly lost: number;
  /** Bytes that are written, or about to be. */
  readonly bytes: number;
}

export interface RecorderOptions {
  readonly clock: Clock;
  /** Of the whole recording. Default: as many as there are. */
  readonly maxBytes?: number | undefined;
  /** Called once, when nothing more can be written. */
  readonly failed: (error: unknown) => void;
}

const PAUSE_BYTES = 8 << 20;
const RESUME_BYTES = 4 << 20;

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #writer = new RecordingWriter();
  #flow: Flow | undefined;
  #paused = false;
  #startedMs = 0;
  #sink: RecordingSink | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;
  #failed = false;
  #events = 0;
  #lost = 0;
  #bytes = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  get totals(): RecorderTotals {
    return { events: this.#events, lost: this.#lost, bytes: this.#bytes };
  }

  /** Milliseconds since it began. */
  get elapsedMs(): number {
    return this.#options.clock.monotonicMs() - this.#startedMs;
  }

  /** Before anything else. `flow` is held up while the sink is slow. */
  begin(origin: Omit<Origin, "startedAtMs">, flow: Flow): void {
    const { clock } = this.#options;
    this.#flow = flow;
    this.#startedMs = clock.monotonicMs();
    this.#append(this.#writer.header({ ...origin, startedAtMs: clock.unixMs() }));
  }

  /** From now on it is written. */
  writeTo(sink: RecordingSink): void {
    this.#sink = sink;
    this.#pump();
  }

  /** Takes the Event in `bytes[start..end)`. False: there is no room for it, nor for any other. */
  event(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#hasRoom(end - start + EVENT_OVERHEAD_BYTES)) return false;
    this.#append(this.#writer.event(this.elapsedMs, bytes, start, end));
    this.#events++;
    return true;
  }

  /** Events are missing here. */
  gap(drops: Drops): void {
    this.#lost += drops.count;
    const entry = this.#writer.gap(this.elapsedMs, drops);
    if (this.#hasRoom(entry.length)) this.#append(entry);
  }

  /** Nothing more will come. Resolves when all is written, or cannot be. */
  async finish(): Promise<void> {
    if (this.#sink === undefined) return;
    this.#append(this.#writer.end(this.elapsedMs, { events: this.#events, lost: this.#lost }));
    await this.#writing;
  }

  #hasRoom(bytes: number): boolean {
    return this.#bytes + bytes + END_BYTES <= (this.#options.maxBytes ?? Number.POSITIVE_INFINITY);
  }

  #append(entry: Uint8Array): void {
    this.#bytes += entry.length;
    if (this.#failed) return;
    const last = this.#waiting.at(-1);
    // Neighbours in the writer's buffer leave as one.
    if (last?.buffer === entry.buffer && last.byteOffset + last.length === entry.byteOffset) {
      const both = new Uint8Array(last.buffer, last.byteOffset, last.length + entry.length);
      this.#waiting[this.#waiting.length - 1] = both;
    } else this.#waiting.push(entry);
    this.#waitingBytes += entry.length;
    if (!this.#paused && this.#waitingBytes > PAUSE_BYTES) {
      this.#paused = true;
      this.#flow?.pause();
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#sink === undefined || this.#busy) return;
    this.#busy = true;
    this.#writing = this.#writeAll(this.#sink);
  }

  async #writeAll(sink: RecordingSink): Promise<void> {
    try {
      // What comes in this turn leaves together.
      await Promise.resolve();
      for (let bytes = this.#waiting.shift(); bytes !== undefined; bytes = this.#waiting.shift()) {
        await sink.write(bytes);
        this.#waitingBytes -= bytes.length;
        if (this.#paused && this.#waitingBytes < RESUME_BYTES) {
          this.#paused = false;
          this.#flow?.resume();
        }
      }
    } catch (error) {
      this.#failed = true;
      this.#waiting = [];
      this.#options.failed(error);
    } finally {
      this.#busy = false;
    }
  }
}
