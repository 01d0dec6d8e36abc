import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { logDestination } from "../../src/daemon/log-destination.ts";

/** A stream whose reader takes a line only when it is told to. */
class Stalled extends Writable {
  readonly taken: string[] = [];
  #next: (() => void)[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(chunk.toString("utf8"));
    this.#next.push(done);
  }

  takeAll(): void {
    for (let done = this.#next.shift(); done !== undefined; done = this.#next.shift()) done();
  }
}

describe("the log", () => {
  test("waits for a reader that stalls with a megabyte at most, and says how many lines were left out", () => {
    const stream = new Stalled();
    const destination = logDestination(stream, (line) => line);
    const line = `${"x".repeat(1_023)}\n`;
    for (let count = 0; count < 2_000; count++) destination.write(line);
    expect(stream.writableLength).toBeLessThanOrEqual((1 << 20) + 1_024);
    stream.takeAll();
    destination.write("next\n");
    stream.takeAll();
    const said = JSON.parse(stream.taken.at(-2)!) as unknown;
    const kept = stream.taken.filter((each) => each === line).length;
    expect(said).toMatchObject({ level: 40, msg: "log lines left out", count: 2_000 - kept });
    expect(stream.taken.at(-1)).toBe("next\n");
  });

  test("outlives a full disk", () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("ENOSPC")), autoDestroy: false });
    const destination = logDestination(stream, (line) => line);
    destination.write("one\n");
    expect(() => destination.write("two\n")).not.toThrow();
  });
});
