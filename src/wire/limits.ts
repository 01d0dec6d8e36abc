// How much of anything a connection may cost. The broker announces most of these in Welcome; each has its code in
// decnet.bus.v1.Code for when it is exceeded.

import { MAX_TOPIC_BYTES } from "../topic/grammar.ts";

export interface Limits {
  /** Connections that are served at a time. TOO_MANY_CONNECTIONS. */
  readonly maxConnections: number;
  /** Bytes of one Frame, in either direction. FRAME_TOO_LARGE. */
  readonly maxFrameBytes: number;
  /** Bytes of one topic or pattern; at most those of the grammar. PROTOCOL_ERROR, INVALID_PATTERN. */
  readonly maxTopicBytes: number;
  /** Patterns of one connection. TOO_MANY_PATTERNS. */
  readonly maxPatterns: number;
  /** Events that wait for one connection; the oldest goes. */
  readonly queueEvents: number;
  /** Bytes of events that wait for one connection; the oldest goes. */
  readonly queueBytes: number;
  /** Answers that wait for one connection. TOO_MANY_UNANSWERED. */
  readonly maxUnanswered: number;
  /** From the connection to its Hello. HANDSHAKE_TIMEOUT. */
  readonly handshakeTimeoutMs: number;
  /** From the first byte of a frame to its last. FRAME_TIMEOUT. */
  readonly frameTimeoutMs: number;
  /** How long a connection that was told Goodbye may take to read what is left for it. */
  readonly drainTimeoutMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxConnections: 1_024,
  maxFrameBytes: 1 << 20,
  maxTopicBytes: MAX_TOPIC_BYTES,
  maxPatterns: 1_024,
  queueEvents: 1_024,
  queueBytes: 8 << 20,
  maxUnanswered: 1_024,
  handshakeTimeoutMs: 5_000,
  frameTimeoutMs: 10_000,
  drainTimeoutMs: 1_000,
};

/** Before Hello nobody has a reason to send more than this in one frame. */
export const MAX_HELLO_FRAME_BYTES = 4_096;

/** Bytes that are handed to the kernel at a time: what is there no longer counts as queued, so it must be little. */
export const MAX_BATCH_BYTES = 256 << 10;

/** Bytes of answers that wait for one connection. TOO_MANY_UNANSWERED. */
export const MAX_UNANSWERED_BYTES = 4 << 20;

/** Topics that one Dropped notice names. */
export const MAX_DROPPED_TOPICS = 16;

/** Bytes of Hello.client_name and Hello.client_library. */
export const MAX_CLIENT_NAME_BYTES = 128;
