// Connections of which one that does not read is in the way of the others: everything waits until it has taken what was sent to it.

import type { Receiver } from "../../src/transport/connection.ts";
import { Wrapped } from "./wrapped.ts";

/** Of all connections of the process: each begins when the one before is done. */
let lastTurn = Promise.resolve();

function takeTurn(action: (done: () => void) => void): void {
  lastTurn = lastTurn.then(() => new Promise<void>(action));
}

/** Nothing is sent to anybody before everybody has taken what was sent before. */
export class SendsInTurn extends Wrapped {
  #done: () => void = () => {};

  override start(receiver: Receiver): void {
    super.start({
      data: (chunk) => receiver.data(chunk),
      closed: (error) => {
        this.#done();
        receiver.closed(error);
      },
    });
  }

  override send(parts: readonly Uint8Array[], sent: () => void): void {
    takeTurn((done) => {
      this.#done = done;
      this.connection.send(parts, () => {
        done();
        sent();
      });
    });
  }

  override end(): void {
    takeTurn((done) => {
      this.connection.end();
      done();
    });
  }
}

/** And nothing is read from anybody, either. */
export class HoldsUpPublishers extends SendsInTurn {
  override start(receiver: Receiver): void {
    super.start({
      data: (chunk) =>
        takeTurn((done) => {
          receiver.data(chunk);
          done();
        }),
      closed: (error) => receiver.closed(error),
    });
  }
}
