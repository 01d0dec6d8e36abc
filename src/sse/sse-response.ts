// The bus for a browser: one HTTP response that does not end, as the web's own `Response`, which web servers of every kind can send.

import type { Bus } from "../client/bus.ts";
import { checkCount, checkPattern } from "../client/given.ts";
import { timerMs } from "../client/in-time.ts";
import { type Clock, systemClock } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { FreeForm, SubscribablePattern } from "../registry/topic-types.ts";
import { PageFeed } from "./page-feed.ts";

const KEEP_ALIVE_MS = 15_000;
const MAX_BUFFERED_BYTES = 256 << 10;
const RETRY_MS = 1_000;

export interface SseOptions<Patterns extends readonly (string | FreeForm)[]> {
  /** What the page hears of. An event that several of them match comes once. */
  readonly patterns: Patterns & { readonly [Index in keyof Patterns]: SubscribablePattern<Patterns[Index]> };
  /** The request's `Last-Event-ID`, if it has one: the page was here before, and is told to fetch again. */
  readonly lastEventId?: string | null | undefined;
  /** Ends the stream, and lets go of what still waits. */
  readonly signal?: AbortSignal | undefined;
  /** Time from one comment that keeps the connection open to the next. Default 15,000. */
  readonly keepAliveMs?: number | undefined;
  /** Bytes of events that may wait for a page that does not read; then it gets `resync` instead. Default 256 KiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** What the browser is asked to wait before it comes back after the end of the stream. Default 1,000. */
  readonly retryMs?: number | undefined;
  /** Besides those of the stream, which stay as they are; for example for CORS. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/**
 * A response with status 200 whose body is a stream of Server-Sent Events: `ready` when the broker has all patterns, then every event under
 * its declared name (without the ids, for example `topology.mutation.applied`), and `resync` where something was lost. It ends when the bus
 * is lost, so that the browser's EventSource knows and comes back. Without a bus (null, or one that waits for its broker) it is open, and
 * silent but for keep-alives, until there is one; null never becomes one. Nothing is subscribed to before the body is read; it is let go of
 * when the body is cancelled, which web servers do when the client goes away.
 * @throws BusError INVALID_PATTERN, INVALID_CONFIG: a mistake in the calling code.
 */
export function sseResponse<const Patterns extends readonly (string | FreeForm)[]>(
  bus: Bus | null,
  options: SseOptions<Patterns>,
): Response {
  const { patterns, lastEventId, signal, headers, clock = systemClock } = options;
  if (patterns.length === 0) throw new BusError("INVALID_CONFIG", "patterns is empty; give at least one.");
  for (const pattern of patterns) checkPattern(pattern);
  const feed = new PageFeed(bus, {
    patterns,
    keepAliveMs: timerMs("keepAliveMs", options.keepAliveMs ?? KEEP_ALIVE_MS),
    maxBufferedBytes: checkCount("maxBufferedBytes", options.maxBufferedBytes ?? MAX_BUFFERED_BYTES),
    retryMs: checkCount("retryMs", options.retryMs ?? RETRY_MS),
    resumes: typeof lastEventId === "string" && lastEventId !== "",
    clock,
  });
  return new Response(bodyOf(feed, signal), { headers: headersOf(headers) });
}

/** Of a stream that nobody keeps, and nobody gathers: whatever was given under these names, in whichever case. */
function headersOf(given: SseOptions<[]>["headers"]): Headers {
  const headers = new Headers(given);
  headers.set("content-type", "text/event-stream");
  headers.set("cache-control", "no-store, no-transform");
  // Else nginx gathers the stream before it sends it on.
  headers.set("x-accel-buffering", "no");
  return headers;
}

function bodyOf(feed: PageFeed, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const abort = (): void => feed.close();
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const forget = (): void => signal?.removeEventListener("abort", abort);
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const piece = await feed.next();
        if (piece !== undefined) return controller.enqueue(piece);
        forget();
        controller.close();
      },
      cancel: () => {
        forget();
        feed.close();
      },
    },
    // Nothing is read ahead: what waits shall wait where it is counted.
    { highWaterMark: 0 },
  );
}
