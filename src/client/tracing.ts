// What an observer may listen to, by node:diagnostics_channel: `tracing:decnet-bus:publish:start`, `:end`, `:error`, and so on. Nobody
// listens, nothing is made: each place asks first.

import { tracingChannel } from "node:diagnostics_channel";
import type { BusEvent } from "./bus.ts";

/** Around each `publish`. */
export interface PublishTrace {
  readonly topic: string;
  readonly payload: object;
  /** What the event will carry: an observer that traces puts its own trace context (W3C) here, at the start. */
  traceParent: string | undefined;
  /** Whether it was handed over; at the end. */
  result?: boolean;
}

/** Around what a consumer does with an event: its `onEvent`, or the body of its loop, up to the next turn. */
export interface ProcessTrace {
  readonly pattern: string;
  /** With the publisher's trace context, `event.traceParent`. */
  readonly event: BusEvent;
}

/** Around each attempt to connect, with its handshake and the patterns that the broker is asked for. */
export interface ConnectTrace {
  readonly clientName: string;
  /** How many links there were before. */
  readonly links: number;
}

// Internal, because their type would ask every user for the declarations of Node.

/** @internal */
export const publishing = tracingChannel<PublishTrace>("decnet-bus:publish");
/** @internal */
export const processing = tracingChannel<ProcessTrace>("decnet-bus:process");
/** @internal */
export const connecting = tracingChannel<ConnectTrace>("decnet-bus:connect");
