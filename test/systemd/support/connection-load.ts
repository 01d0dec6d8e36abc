// New clients, 200 a second: each connects, says Hello, hears Welcome, and leaves. What happened to every single one is counted.
//
// Refused is who was told by the kernel that there is no bus, or no room. Cut off is who was connected and then lost the connection before
// Welcome: of those that a killed daemon had in its hands. A client that is cut off connects again, as the library does.

import { createConnection } from "node:net";
import { systemErrorCode } from "../../../src/errors.ts";
import { decodeFrame, encodeFrame } from "../../../src/wire/frame-codec.ts";
import { FrameReader } from "../../../src/wire/frame-reader.ts";

const PER_SECOND = 200;
/** Refused for one who is welcomed, before it is clear that there is no bus any more. */
const BEARABLE = 10;
const TICK_MS = 1_000 / PER_SECOND;
const HELLO = encodeFrame({ case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName: "load" } });

export interface Figures {
  readonly begun: number;
  readonly welcomed: number;
  /** By the kernel's word for it. */
  readonly refused: Readonly<Record<string, number>>;
  readonly cutOff: number;
  /** From the first attempt to Welcome, of the slowest. */
  readonly longestMs: number;
}

type End = "welcome" | "cut off" | { readonly refused: string };

export class ConnectionLoad implements Disposable {
  readonly #socket: string;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #clients = new Set<Promise<void>>();
  readonly #refused: Record<string, number> = {};
  #begun = 0;
  #welcomed = 0;
  #cutOff = 0;
  #longestMs = 0;
  #changed = Promise.withResolvers<void>();

  constructor(socket: string) {
    this.#socket = socket;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get figures(): Figures {
    const [begun, welcomed, cutOff] = [this.#begun, this.#welcomed, this.#cutOff];
    return { begun, welcomed, refused: { ...this.#refused }, cutOff, longestMs: Math.round(this.#longestMs) };
  }

  /** Resolves when so many more have been welcomed; rejects if, on the way, many times that are refused. */
  async welcome(count: number): Promise<void> {
    const wanted = this.#welcomed + count;
    const bearable = this.#refusals + count * BEARABLE;
    while (this.#welcomed < wanted) {
      if (this.#refusals > bearable) throw new Error(`There is no bus any more: ${JSON.stringify(this.figures)}`);
      await this.#changed.promise;
    }
  }

  /** Begins no more, and resolves to what happened when all that have begun are done. */
  async stop(): Promise<Figures> {
    clearInterval(this.#timer);
    await Promise.all(this.#clients);
    return this.figures;
  }

  /** Begins no more. Those that wait end with the machine. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  get #refusals(): number {
    return Object.values(this.#refused).reduce((sum, count) => sum + count, 0);
  }

  /** Makes up for a late timer. */
  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedMs) / TICK_MS);
    while (this.#begun < due) this.#begin();
  }

  #begin(): void {
    this.#begun++;
    const client = this.#beClient().finally(() => this.#clients.delete(client));
    this.#clients.add(client);
  }

  async #beClient(): Promise<void> {
    const begunMs = performance.now();
    for (;;) {
      const end = await connectOnce(this.#socket);
      if (end === "cut off") {
        this.#cutOff++;
        continue;
      }
      if (end === "welcome") this.#welcomed++;
      else this.#refused[end.refused] = (this.#refused[end.refused] ?? 0) + 1;
      this.#longestMs = Math.max(this.#longestMs, performance.now() - begunMs);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
      return;
    }
  }
}

function connectOnce(path: string): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  const socket = createConnection({ path });
  let connected = false;
  const reader = new FrameReader(Number.MAX_SAFE_INTEGER, (bytes, _start, bodyStart, end) => {
    if (decodeFrame(bytes, bodyStart, end).case === "welcome") resolve("welcome");
    return false;
  });
  socket.once("connect", () => {
    connected = true;
    socket.write(HELLO);
  });
  socket.on("data", (chunk) => {
    reader.push(chunk);
    socket.end();
  });
  socket.on("error", (error) => resolve(connected ? "cut off" : { refused: systemErrorCode(error) ?? error.message }));
  // After a Welcome this says nothing new.
  socket.once("close", () => resolve("cut off"));
  return promise;
}
