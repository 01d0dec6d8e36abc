// What every transport keeps, so that a test over memory says something about sockets (src/transport/connection.ts).

import { afterEach, describe, expect, test } from "vitest";
import type { Connection, Receiver } from "../../src/transport/connection.ts";
import { joined, utf8 } from "./bytes.ts";
import { settled } from "./settled.ts";

/** Far more than any transport takes while nobody reads. */
const MUCH = 8 << 20;

/** Keeps what a connection reports. */
export class Recorder implements Receiver {
  readonly chunks: Uint8Array[] = [];
  closedCount = 0;
  error: Error | undefined;
  /** Called for each chunk, while it is reported. */
  onData: ((chunk: Uint8Array) => void) | undefined;
  #wake = Promise.withResolvers<void>();

  get bytes(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  get text(): string {
    return Buffer.from(joined(this.chunks)).toString("latin1");
  }

  data(chunk: Uint8Array): void {
    // As long as the test knows nothing of it, a chunk that is changed afterwards would go unnoticed: no copy.
    this.chunks.push(chunk);
    this.onData?.(chunk);
    this.#wakeUp();
  }

  closed(error?: Error): void {
    this.closedCount++;
    this.error = error;
    this.#wakeUp();
  }

  async until(reached: (recorder: this) => boolean): Promise<void> {
    while (!reached(this)) await this.#wake.promise;
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

/** Resolves when the transport has taken the parts. */
export function sent(connection: Connection, ...parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    connection.send(parts, resolve);
  });
}

/** Several turns of the loop: whatever was to come at once has come. Used to see that something does not. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await settled();
}

/** Declares the laws for a transport. `connect` returns two ends that are joined and not started. */
export function connectionLaws(connect: () => Promise<readonly [Connection, Connection]>): void {
  const open: Connection[] = [];
  const pair = async (): Promise<readonly [Connection, Connection]> => {
    const ends = await connect();
    open.push(...ends);
    return ends;
  };
  afterEach(() => {
    for (const connection of open.splice(0)) connection.destroy();
  });
  bytesArrive(pair);
  readersHoldUpWriters(pair);
  connectionsEnd(pair);
}

type Pair = () => Promise<readonly [Connection, Connection]>;

function bytesArrive(pair: Pair): void {
  describe("bytes arrive", () => {
    test("both ways, in the order in which they were sent", async () => {
      const [left, right] = await pair();
      const [atLeft, atRight] = [started(left), started(right)];
      await Promise.all([sent(left, utf8("a"), utf8("bc")), sent(right, utf8("1"))]);
      await Promise.all([sent(left, utf8("def")), sent(right, utf8("23"), utf8("4"))]);
      await atRight.until(({ bytes }) => bytes === 6);
      await atLeft.until(({ bytes }) => bytes === 4);
      expect([atRight.text, atLeft.text]).toEqual(["abcdef", "1234"]);
    });

    test("also those that came before anybody listened", async () => {
      const [left, right] = await pair();
      started(left);
      left.send([utf8("early")], () => {});
      await turns();
      const atRight = started(right);
      await atRight.until(({ bytes }) => bytes === 5);
      expect(atRight.text).toBe("early");
    });

    test("and the sender is told once, never before send returns", async () => {
      const [left, right] = await pair();
      started(left);
      const atRight = started(right);
      let count = 0;
      const { promise: told, resolve } = Promise.withResolvers<void>();
      left.send([utf8("a"), utf8("b")], () => {
        count++;
        resolve();
      });
      expect(count).toBe(0);
      await told;
      await atRight.until(({ bytes }) => bytes === 2);
      await turns();
      expect(count).toBe(1);
    });
  });
}

function readersHoldUpWriters(pair: Pair): void {
  describe("a paused end", () => {
    test("takes nothing, and so at last holds its peer up, until it resumes", async () => {
      const [left, right] = await pair();
      started(left);
      const atRight = started(right);
      right.pause();
      let taken = false;
      const takenAtLast = sent(left, new Uint8Array(MUCH)).then(() => (taken = true));
      await turns();
      expect([atRight.chunks, taken]).toEqual([[], false]);
      right.resume();
      await atRight.until(({ bytes }) => bytes === MUCH);
      expect(await takenAtLast).toBe(true);
    });

    test("still sends", async () => {
      const [left, right] = await pair();
      const atLeft = started(left);
      started(right);
      right.pause();
      await sent(right, utf8("still here"));
      await atLeft.until(({ bytes }) => bytes === 10);
      expect(atLeft.text).toBe("still here");
    });

    // Regression: over memory, the parts of one send came all the same.
    test("that pauses while it is given a chunk is given no other", async () => {
      const [left, right] = await pair();
      started(left);
      const atRight = started(right);
      atRight.onData = () => right.pause();
      const parts = Array.from({ length: 8 }, () => new Uint8Array(MUCH / 8));
      left.send(parts, () => {});
      await atRight.until(({ chunks }) => chunks.length > 0);
      await turns();
      expect(atRight.chunks).toHaveLength(1);
      atRight.onData = undefined;
      right.resume();
      await atRight.until(({ bytes }) => bytes === MUCH);
    });
  });
}

function connectionsEnd(pair: Pair): void {
  describe("the end of a connection", () => {
    test("comes after everything that was sent, once, to both, without an error", async () => {
      const [left, right] = await pair();
      const [atLeft, atRight] = [started(left), started(right)];
      left.send([new Uint8Array(MUCH / 8), utf8("last")], () => {});
      left.end();
      await atRight.until(({ closedCount }) => closedCount > 0);
      await atLeft.until(({ closedCount }) => closedCount > 0);
      await turns();
      expect(atRight.bytes).toBe(MUCH / 8 + 4);
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([1, 1]);
      expect([atLeft.error, atRight.error]).toEqual([undefined, undefined]);
    });

    test("waits for a paused end to read", async () => {
      const [left, right] = await pair();
      started(left);
      const atRight = started(right);
      right.pause();
      left.send([utf8("last")], () => {});
      left.end();
      await turns();
      expect([atRight.bytes, atRight.closedCount]).toEqual([0, 0]);
      right.resume();
      await atRight.until(({ closedCount }) => closedCount > 0);
      expect(atRight.text).toBe("last");
    });

    // Regression: over memory, the answer to the last bytes was lost.
    test("leaves the peer time to answer what came last", async () => {
      const [left, right] = await pair();
      const [atLeft, atRight] = [started(left), started(right)];
      // In a later microtask, as the broker does.
      atRight.onData = () => queueMicrotask(() => right.send([utf8("answer")], () => {}));
      left.send([utf8("question")], () => {});
      left.end();
      await atLeft.until(({ closedCount }) => closedCount > 0);
      expect(atLeft.text).toBe("answer");
    });

    test("comes at once if an end is destroyed, once, to both", async () => {
      const [left, right] = await pair();
      const [atLeft, atRight] = [started(left), started(right)];
      left.destroy();
      left.destroy();
      await atRight.until(({ closedCount }) => closedCount > 0);
      right.destroy();
      right.end();
      await turns();
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([1, 1]);
    });

    test("is reported once, whoever else ends it meanwhile", async () => {
      const [left, right] = await pair();
      const [atLeft, atRight] = [started(left), started(right)];
      left.end();
      right.end();
      left.end();
      await turns();
      left.destroy();
      await atLeft.until(({ closedCount }) => closedCount > 0);
      await atRight.until(({ closedCount }) => closedCount > 0);
      await turns();
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([1, 1]);
    });

    test("is the last that is heard: no data, and sends are neither taken nor refused aloud", async () => {
      const [left, right] = await pair();
      const atLeft = started(left);
      const atRight = started(right);
      let taken = 0;
      atRight.onData = () => right.destroy();
      left.send(
        Array.from({ length: 8 }, () => new Uint8Array(MUCH / 8)),
        () => taken++,
      );
      await atRight.until(({ closedCount }) => closedCount > 0);
      await atLeft.until(({ closedCount }) => closedCount > 0);
      left.send([utf8("late")], () => taken++);
      right.send([utf8("late")], () => taken++);
      right.resume();
      await turns();
      expect(atRight.chunks).toHaveLength(1);
      expect(taken).toBe(0);
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([1, 1]);
    });

    // Regression: it was reported twice to a receiver that came just then.
    test.each([
      ["just before", undefined],
      ["long before", turns],
    ])("is reported once to a receiver that comes after it, which was %s", async (_when, meanwhile) => {
      const [left, right] = await pair();
      left.destroy();
      if (meanwhile !== undefined) await meanwhile();
      const [atLeft, atRight] = [started(left), started(right)];
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([0, 0]);
      await atLeft.until(({ closedCount }) => closedCount > 0);
      await atRight.until(({ closedCount }) => closedCount > 0);
      await turns();
      expect([atLeft.closedCount, atRight.closedCount]).toEqual([1, 1]);
    });
  });
}

function started(connection: Connection): Recorder {
  const recorder = new Recorder();
  connection.start(recorder);
  return recorder;
}
