// The broker's end of a connection in memory, with somebody between the two: what comes in is listened to, and both directions can be
// held, as they are while a process is stopped.

import type { Connection, Receiver } from "../transport/connection.ts";

export class BrokerEnd implements Connection {
  readonly #end: Connection;
  readonly #heard: (chunk: Uint8Array) => void;
  readonly #gone: () => void;
  #stalled = false;
  /** By the broker itself. */
  #paused = false;
  /** What the broker has done that nobody sees yet. */
  #held: (() => void)[] = [];

  /** `heard` gets what comes in right before the broker does; `gone` is called when the connection is. */
  constructor(end: Connection, heard: (chunk: Uint8Array) => void, gone: () => void) {
    this.#end = end;
    this.#heard = heard;
    this.#gone = gone;
  }

  /** Nothing passes, in either direction, until `flow`. */
  stall(): void {
    this.#stalled = true;
    this.#end.pause();
  }

  flow(): void {
    this.#stalled = false;
    for (const act of this.#held.splice(0)) act();
    if (!this.#paused) this.#end.resume();
  }

  start(receiver: Receiver): void {
    this.#end.start({
      data: (chunk) => {
        this.#heard(chunk);
        receiver.data(chunk);
      },
      closed: (error) => {
        this.#held = [];
        this.#gone();
        receiver.closed(error);
      },
    });
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    this.#act(() => this.#end.send(parts, sent));
  }

  pause(): void {
    this.#paused = true;
    this.#end.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#stalled) this.#end.resume();
  }

  keepAlive(on: boolean): void {
    this.#end.keepAlive(on);
  }

  end(): void {
    this.#act(() => this.#end.end());
  }

  destroy(): void {
    this.#end.destroy();
  }

  #act(act: () => void): void {
    if (this.#stalled) this.#held.push(act);
    else act();
  }
}
