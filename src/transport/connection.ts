// A two-way stream of bytes between a client and the broker, whatever carries it. Broker and client are written against this
// alone.

/** What a connection reports. After `closed` nothing more comes. */
export interface Receiver {
  /** The next bytes. The receiver may keep the chunk; the transport does not touch it again. */
  data(chunk: Uint8Array): void;
  /** The connection is gone, exactly once, whoever ended it. `error` is there if it did not end in order. */
  closed(error?: Error): void;
}

export interface Connection {
  /** Begins to report to `receiver`; nothing is lost that came before. Called once. */
  start(receiver: Receiver): void;
  /**
   * Sends the parts in order. `sent` is called once when the transport can take more, never before this returns, and not at all if
   * the connection is gone. The next send must wait for it. The parts must not change until then.
   */
  send(parts: readonly Uint8Array[], sent: () => void): void;
  /** Stops reporting data; what the peer sends waits, and at last holds the peer up. */
  pause(): void;
  resume(): void;
  /** Whether the process stays alive while it is open. It does, unless told otherwise. */
  keepAlive(on: boolean): void;
  /** Closes after everything that was sent has left. The peer sees the end of the stream. */
  end(): void;
  /** Closes now. */
  destroy(): void;
}
