// A connection of its own that hears all that matches some patterns, in the order in which the bus sent it: each event once, however
// many patterns match, in the bytes in which it came; and what the bus dropped, at the place where it is missing.

import type { Welcome } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { type BusConnection, type ConnectionEvents, openConnection } from "../client/connection.ts";
import { checkPattern } from "../client/given.ts";
import { helloOf } from "../client/hello.ts";
import { inTime } from "../client/in-time.ts";
import { LEAVE_MS } from "../client/visit.ts";
import { systemClock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { openUnix } from "../get-bus.ts";
import { freeForm } from "../registry/lookup.ts";
import { topicText } from "../topic/topic-text.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { TopicRange } from "../wire/event-check.ts";
import { clientNameFor, cliSocket, DEFAULT_TIMEOUT_S, noAnswer } from "./cli-bus.ts";
import { Ending, type EndingOptions } from "./ending.ts";

export interface FollowBytes extends EndingOptions {
  readonly patterns: readonly string[];
  readonly socket?: string | undefined;
  /** Called first, before any event. The bus can be held up by `flow`. */
  readonly opened?: (welcome: Welcome, flow: Pick<Connection, "pause" | "resume">) => void;
  /** The bus has all patterns: what is published from now on comes. */
  readonly subscribed: () => void;
  /** The Event in `bytes[start..end)`, which was checked; the bytes will not change. Returns whether it counts. */
  readonly event: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** Events are missing here that the patterns match. */
  readonly dropped: (drops: Drops) => void;
}

/** Resolves when it is to end. Rejects with a BusError if a pattern is none, there is no bus, or it goes away. */
export async function followBytes(request: FollowBytes): Promise<void> {
  for (const pattern of request.patterns) checkPattern(freeForm(pattern));
  const end = new Ending(request);
  const follower = new Follower(request, end);
  try {
    await Promise.race([end.reached, follower.follow()]);
  } finally {
    end.forget();
    await follower.leave();
  }
}

class Follower implements ConnectionEvents {
  readonly #request: FollowBytes;
  readonly #end: Ending;
  readonly #gone = Promise.withResolvers<never>();
  #transport: Connection | undefined;
  #connection: BusConnection | undefined;
  #left = false;

  constructor(request: FollowBytes, end: Ending) {
    this.#request = request;
    this.#end = end;
    this.#gone.promise.catch(() => {});
  }

  /** Rejects when the bus goes away, or was not there. */
  async follow(): Promise<never> {
    const path = cliSocket(this.#request.socket);
    const subscribed = this.#subscribe(path);
    if (!(await inTime(subscribed, DEFAULT_TIMEOUT_S * 1_000, systemClock))) throw noAnswer(path, DEFAULT_TIMEOUT_S);
    if (this.#end.open) {
      this.#end.begin();
      this.#request.subscribed();
    }
    return this.#gone.promise;
  }

  /** Resolves when the bus knows, or does not listen. */
  async leave(): Promise<void> {
    this.#left = true;
    if (this.#connection === undefined) this.#transport?.destroy();
    else await inTime(this.#connection.close(), LEAVE_MS, systemClock);
  }

  opened(connection: BusConnection): void {
    this.#connection = connection;
    this.#request.opened?.(connection.welcome, this.#transport!);
  }

  event(bytes: Uint8Array, start: number, end: number, { start: from, end: to }: TopicRange): string | undefined {
    const text = topicText(Buffer.from(bytes.subarray(from, to)));
    if ("fault" in text) return text.fault;
    if (!this.#end.open) return undefined;
    if (this.#request.event(bytes, start, end)) this.#end.count();
    return undefined;
  }

  dropped(drops: Drops): void {
    if (this.#end.open) this.#request.dropped(drops);
  }

  lost(reason: BusError): void {
    this.#gone.reject(new BusError("UNAVAILABLE", `The bus went away. ${reason.message}`, { cause: reason }));
  }

  async #subscribe(path: string): Promise<void> {
    this.#transport = await openUnix(path, undefined)();
    if (this.#left) this.#transport.destroy();
    const hello = helloOf({ clientName: clientNameFor(process.env) });
    await openConnection(this.#transport, hello, systemClock, this);
    await Promise.all(this.#request.patterns.map((pattern) => this.#connection!.subscribe(pattern)));
  }
}
