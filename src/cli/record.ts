// `decnet bus record` without the process around it.

import { existsSync } from "node:fs";
import { helloOf } from "../client/hello.ts";
import { systemClock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { Recorder } from "../recording/recorder.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { followBytes } from "./follow-bytes.ts";
import { jsonLine } from "./json-line.ts";
import { byteSize, counted, duration, grouped } from "./quantity.ts";
import { createRecordingFile, existsAlready, type RecordingFile } from "./recording-file.ts";

export interface Record {
  readonly patterns: readonly string[];
  readonly socket?: string | undefined;
  /** End after so many events. */
  readonly count?: number | undefined;
  /** End after so many seconds. */
  readonly duration?: number | undefined;
  /** End before the recording has more bytes. */
  readonly maxBytes?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called when there is something to record, and not before: where it goes. */
  readonly open: () => Promise<RecordingFile>;
  /** Says something about the recording itself. */
  readonly note: (text: string) => void;
}

/** What ended it. */
type Ending = "count" | "duration" | "max-bytes" | "bus" | "signal";

export interface RecordSummary {
  readonly events: number;
  readonly lost: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly ended: Ending;
  /** Why the bus went away. */
  readonly error: BusError | undefined;
}

/** What is in the way is said before anybody is asked for a bus. */
export function recordInto(path: string, force: boolean): Record["open"] {
  if (!force && existsSync(path)) throw existsAlready(path);
  return () => createRecordingFile(path, force);
}

/**
 * Resolves when it is to end and all is written, also if the bus has gone away meanwhile; to undefined, if it was ended before there was a
 * bus to record. Rejects with a BusError if there is none; with the system's error if it cannot be written.
 */
export async function record(request: Record): Promise<RecordSummary | undefined> {
  return new Recording(request).run();
}

class Recording {
  readonly #request: Record;
  readonly #stop = new AbortController();
  readonly #recorder: Recorder;
  #file: Promise<RecordingFile> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #ended: Ending = "count";
  #timer: NodeJS.Timeout | undefined;
  #toldGap = false;

  constructor(request: Record) {
    this.#request = request;
    this.#recorder = new Recorder({
      clock: systemClock,
      maxBytes: request.maxBytes,
      failed: (error) => this.#fail(error),
    });
  }

  async run(): Promise<RecordSummary | undefined> {
    const { signal } = this.#request;
    const interrupt = (): void => this.#end("signal");
    signal.addEventListener("abort", interrupt);
    if (signal.aborted) interrupt();
    let error: BusError | undefined;
    try {
      await this.#follow();
    } catch (reason) {
      // What was recorded until then is worth having.
      if (this.#file === undefined || !(reason instanceof BusError)) throw reason;
      error = reason;
      this.#ended = "bus";
    } finally {
      clearTimeout(this.#timer);
      signal.removeEventListener("abort", interrupt);
    }
    if (this.#file === undefined) return undefined;
    const seconds = this.#recorder.elapsedMs / 1_000;
    await this.#close();
    return { ...this.#recorder.totals, seconds, ended: this.#ended, error };
  }

  #follow(): Promise<void> {
    const { patterns, socket, count } = this.#request;
    return followBytes({
      patterns,
      socket,
      count,
      signal: this.#stop.signal,
      opened: ({ server, busId }, flow) => {
        this.#recorder.begin({ library: helloOf({}).clientLibrary, server, busId, patterns: [...patterns] }, flow);
      },
      subscribed: () => this.#begin(),
      event: (bytes, start, end) => {
        if (this.#stop.signal.aborted) return false;
        this.#begin();
        if (this.#recorder.event(bytes, start, end)) return true;
        this.#end("max-bytes");
        return false;
      },
      dropped: (drops) => this.#gap(drops),
    });
  }

  /** With the first event, where that comes in one read with the bus's word that it has the patterns: it may be the only one that is wanted. */
  #begin(): void {
    if (this.#file !== undefined) return;
    const { patterns, duration: seconds, open, note } = this.#request;
    note(`recording ${patterns.join(" ")}`);
    if (seconds !== undefined) this.#timer = setTimeout(() => this.#end("duration"), seconds * 1_000);
    this.#file = open();
    this.#file.then(
      (file) => this.#recorder.writeTo(file),
      (error: unknown) => this.#fail(error),
    );
  }

  #gap(drops: Drops): void {
    this.#recorder.gap(drops);
    if (this.#toldGap) return;
    this.#toldGap = true;
    this.#request.note("events are lost: they come faster than they can be written. The recording says where");
  }

  #end(why: Ending): void {
    if (this.#stop.signal.aborted) return;
    this.#ended = why;
    this.#stop.abort();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort();
  }

  async #close(): Promise<void> {
    const file = await this.#file?.catch(() => undefined);
    await this.#recorder.finish();
    try {
      await file?.close();
    } catch (error) {
      this.#fail(error);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** `recorded 1,234 events in 12 s: bus.rec, 1.20 MiB`. */
export function recordLine(file: string, { events, lost, bytes, seconds }: RecordSummary): string {
  const missing = lost === 0 ? "" : `, ${grouped(lost)} lost`;
  return `recorded ${counted(events, "event")}${missing} in ${duration(seconds)}: ${file}, ${byteSize(bytes)}`;
}

export function recordJson(file: string, { error: _error, ...summary }: RecordSummary): string {
  return jsonLine({ file, ...summary });
}
