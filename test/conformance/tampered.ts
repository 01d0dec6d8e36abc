// A connection on whose way somebody tampers with the frames: how a broker, or a client, is made that breaks one rule and keeps the others.

import type { Frame } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Connection, Receiver } from "../../src/transport/connection.ts";
import { decodeFrame, encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { frameEnd, readFrameSize } from "../../src/wire/frame-size.ts";
import { joined } from "../support/bytes.ts";
import { Wrapped } from "./wrapped.ts";

export type Kind = Frame["kind"];

/** What a mutant sees of one connection. */
export interface Way {
  /** Patterns that were asked for over it. */
  readonly patterns: Set<string>;
  /** For whatever a mutant wants to remember. */
  readonly memory: Map<string, Uint8Array>;
  /** Sends a frame to the peer. */
  readonly reply: (kind: FrameKindInit) => void;
}

/** Returns what goes on in place of a frame: nothing, other bytes, more of them. `bytes` are all of its bytes. */
export type Tamper = (kind: Kind, bytes: Uint8Array, way: Way) => Uint8Array | readonly Uint8Array[];

export interface Tampering {
  /** What the peer has sent. Bytes that are no frames pass as they are. */
  readonly arriving?: Tamper;
  /** What is sent to the peer. */
  readonly leaving?: Tamper;
}

const MAX_FRAME_BYTES = 64 << 20;

export class Tampered extends Wrapped implements Way {
  readonly patterns = new Set<string>();
  readonly memory = new Map<string, Uint8Array>();
  readonly #tampering: Tampering;
  readonly reply = (kind: FrameKindInit): void => this.connection.send([encodeFrame(kind)], () => {});
  #rest: Uint8Array = new Uint8Array(0);
  #raw = false;

  constructor(connection: Connection, tampering: Tampering) {
    super(connection);
    this.#tampering = tampering;
  }

  override start(receiver: Receiver): void {
    const { arriving } = this.#tampering;
    if (arriving === undefined) return super.start(receiver);
    const data = (chunk: Uint8Array): void => {
      const bytes = this.#whole(chunk, arriving);
      if (bytes.length > 0) receiver.data(bytes);
    };
    return super.start({ data, closed: (error) => receiver.closed(error) });
  }

  override send(parts: readonly Uint8Array[], sent: () => void): void {
    const { leaving } = this.#tampering;
    if (leaving === undefined) return super.send(parts, sent);
    const bytes = joined(parts);
    const out: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at = frameEnd(bytes, at))
      out.push(...this.#tampered(bytes.subarray(at, frameEnd(bytes, at)), leaving));
    const left = out.filter(({ length }) => length > 0);
    if (left.length > 0) super.send(left, sent);
    else setImmediate(sent);
    return undefined;
  }

  #whole(chunk: Uint8Array, tamper: Tamper): Uint8Array {
    const bytes = joined([this.#rest, chunk]);
    const out: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length && !this.#raw) {
      const size = readFrameSize(bytes, at, bytes.length, MAX_FRAME_BYTES);
      if (size === undefined) break;
      this.#raw = "code" in size;
      if ("code" in size || size.bodyStart + size.bytes > bytes.length) break;
      const end = size.bodyStart + size.bytes;
      out.push(...this.#tampered(bytes.subarray(at, end), tamper));
      at = end;
    }
    if (this.#raw) out.push(bytes.subarray(at));
    this.#rest = this.#raw ? new Uint8Array(0) : bytes.slice(at);
    return joined(out);
  }

  #tampered(bytes: Uint8Array, tamper: Tamper): readonly Uint8Array[] {
    let kind: Kind;
    try {
      kind = decodeFrame(bytes, readFrameSizeOf(bytes), bytes.length);
    } catch {
      return [bytes];
    }
    if (kind.case === "subscribe") this.patterns.add(kind.value.pattern);
    if (kind.case === "unsubscribe") this.patterns.delete(kind.value.pattern);
    const made = tamper(kind, bytes, this);
    return made instanceof Uint8Array ? [made] : made;
  }
}

function readFrameSizeOf(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte < 0x80) + 1;
}
