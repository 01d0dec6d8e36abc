// A connection around another, which does all that it is not told to do otherwise.

import type { Connection, Receiver } from "../../src/transport/connection.ts";

export class Wrapped implements Connection {
  protected readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  start(receiver: Receiver): void {
    this.connection.start(receiver);
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    this.connection.send(parts, sent);
  }

  pause(): void {
    this.connection.pause();
  }

  resume(): void {
    this.connection.resume();
  }

  keepAlive(on: boolean): void {
    this.connection.keepAlive(on);
  }

  end(): void {
    this.connection.end();
  }

  destroy(): void {
    this.connection.destroy();
  }
}
