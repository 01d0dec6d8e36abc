// A scripted client: says exactly what a test tells it to, well-formed or not, and keeps what comes back.

import type { Frame, Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { decodeFrame, encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { FrameReader } from "../../src/wire/frame-reader.ts";

type Kind = Frame["kind"];
type KindName = NonNullable<Kind["case"]>;
type KindValue<C extends KindName> = Extract<Kind, { case: C }>["value"];

/** A frame as it came: decoded, and its bytes with the size prefix. */
export interface ReceivedFrame {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

export class RawPeer {
  /** What came and was not taken yet, oldest first. */
  readonly inbox: ReceivedFrame[] = [];
  /** How often the connection was reported closed. */
  closedCount = 0;
  /** The broker sent what no client could read. */
  #broken: unknown;
  readonly #connection: Connection;
  readonly #reader: FrameReader;
  #wake = Promise.withResolvers<void>();
  #lastRef = 1_000_000;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#reader = new FrameReader(Number.MAX_SAFE_INTEGER, (bytes, start, bodyStart, end) => {
      this.inbox.push({ kind: decodeFrame(bytes, bodyStart, end), bytes: bytes.slice(start, end) });
      return true;
    });
    connection.start({
      data: (chunk) => {
        this.#read(chunk);
        this.#wakeUp();
      },
      closed: () => {
        this.closedCount++;
        this.#wakeUp();
      },
    });
  }

  get closed(): boolean {
    return this.closedCount > 0;
  }

  /** Sends frames, in one chunk each. */
  send(...kinds: readonly FrameKindInit[]): void {
    for (const kind of kinds) this.sendBytes(encodeFrame(kind));
  }

  /** Sends bytes as they are; each argument arrives as a chunk of its own. */
  sendBytes(...chunks: readonly Uint8Array[]): void {
    if (chunks.length > 0) this.#connection.send(chunks, () => {});
  }

  /** Says Hello, and takes the Welcome. */
  async hello(hello: Partial<Omit<Hello, "$typeName">> = {}): Promise<KindValue<"welcome">> {
    this.send({ case: "hello", value: { protocolMin: 1, protocolMax: 1, ...hello } });
    return this.next("welcome");
  }

  /** Subscribes, and takes the Result. */
  async subscribe(pattern: string): Promise<KindValue<"result">> {
    this.send({ case: "subscribe", value: { ref: ++this.#lastRef, pattern } });
    return this.next("result");
  }

  /** Unsubscribes, and takes the Result. */
  async unsubscribe(pattern: string): Promise<KindValue<"result">> {
    this.send({ case: "unsubscribe", value: { ref: ++this.#lastRef, pattern } });
    return this.next("result");
  }

  /** Takes the next frame, waiting for it, which must be of the kind. */
  async next<C extends KindName>(name: C): Promise<KindValue<C>> {
    const { kind } = await this.nextFrame();
    if (kind.case !== name) throw new Error(`expected ${name}, got ${describe(kind)}`);
    return kind.value as KindValue<C>;
  }

  async nextFrame(): Promise<ReceivedFrame> {
    for (;;) {
      const frame = this.inbox.shift();
      if (frame !== undefined) return frame;
      await this.#more("a frame");
    }
  }

  /** Resolves when all that was sent before has been routed; the answer's frame is taken, everything else stays. */
  async fence(): Promise<void> {
    const ref = ++this.#lastRef;
    this.send({ case: "ping", value: { ref } });
    for (;;) {
      const at = this.inbox.findIndex(({ kind }) => kind.case === "pong" && kind.value.ref === ref);
      if (at >= 0) {
        this.inbox.splice(at, 1);
        return;
      }
      await this.#more("the Pong");
    }
  }

  /** Takes the Goodbye, which must be next, and waits for the end. */
  async goodbye(): Promise<KindValue<"goodbye">> {
    const goodbye = await this.next("goodbye");
    await this.untilClosed();
    if (this.inbox.length > 0) throw new Error(`after Goodbye came ${describe(this.inbox[0]!.kind)}`);
    return goodbye;
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await this.#more("its end");
  }

  /** Topics of the events in the inbox, which are taken; everything else stays. */
  takeTopics(): string[] {
    const taken = this.inbox.splice(0);
    this.inbox.push(...taken.filter(({ kind }) => kind.case !== "event"));
    return taken.flatMap(({ kind }) => (kind.case === "event" ? [kind.value.topic] : []));
  }

  /** Stops reading. */
  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  /** Leaves without a word, after what was sent. */
  end(): void {
    this.#connection.end();
  }

  /** Vanishes. */
  destroy(): void {
    this.#connection.destroy();
  }

  #read(chunk: Uint8Array): void {
    try {
      const fault = this.#reader.push(chunk);
      this.#broken ??= fault && new Error(`the broker broke the protocol: ${fault.detail}`);
    } catch (error) {
      this.#broken ??= error;
    }
  }

  /** Resolves when something has come, and rejects when nothing more can. */
  async #more(what: string): Promise<void> {
    if (this.#broken !== undefined) throw new Error(`waiting for ${what} in vain`, { cause: this.#broken });
    if (this.closed) throw new Error(`the connection was closed before ${what} came`);
    await this.#wake.promise;
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

function describe(kind: Kind): string {
  return JSON.stringify(kind, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
