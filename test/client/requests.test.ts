import { describe, expect, test, vi } from "vitest";
import { Requests } from "../../src/client/requests.ts";
import { BusError } from "../../src/errors.ts";
import { MAX_UNANSWERED_BYTES } from "../../src/wire/limits.ts";

const GONE = new BusError("UNAVAILABLE", "gone");

describe("questions", () => {
  test("get their own answers, in any order", async () => {
    const requests = new Requests(() => {});
    const refs: number[] = [];
    const [first, second] = [requests.ask((ref) => refs.push(ref)), requests.ask((ref) => refs.push(ref))];
    const refused = new BusError("TOO_MANY_PATTERNS", "no");
    requests.settle(refs[1]!, refused);
    await expect(second).rejects.toBe(refused);
    requests.settle(refs[0]!);
    await first;
    expect(new Set(refs).size).toBe(2);
    expect(refs).not.toContain(0);
  });

  test("take the first answer; another one, and one that nobody asked for, is ignored", async () => {
    const requests = new Requests(() => {});
    requests.settle(7);
    const asked = requests.ask((ref) => {
      requests.settle(ref);
      requests.settle(ref, GONE);
    });
    requests.failAll(GONE);
    await expect(asked).resolves.toBeUndefined();
  });

  test("are all told when no answer will come, and later ones are not even asked", async () => {
    const requests = new Requests(() => {});
    const asked = [requests.ask(() => {}), requests.ask(() => {})];
    requests.failAll(GONE);
    const late = vi.fn<(ref: number) => void>();
    for (const answer of [...asked, requests.ask(late)]) await expect(answer).rejects.toBe(GONE);
    expect(late).not.toHaveBeenCalled();
  });
});

describe("many questions", () => {
  // Regression: they were all asked at once, and the broker closed the connection: TOO_MANY_UNANSWERED.
  test("are asked a few at a time, in order: the next one when an answer comes", async () => {
    const requests = new Requests(() => {});
    const asked: number[] = [];
    const refs: number[] = [];
    const ask = (index: number) => (ref: number) => {
      asked.push(index);
      refs.push(ref);
    };
    const all = Array.from({ length: 200 }, (_, index) => requests.ask(ask(index)));
    for (let answered = 0; answered < 200; answered++) {
      expect(asked).toHaveLength(Math.min(200, 64 + answered));
      requests.settle(refs[answered]!);
    }
    await Promise.all(all);
    expect(asked).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  test("that wait for their turn are told, too, when no answer will come", async () => {
    const requests = new Requests(() => {});
    const asked = vi.fn<(ref: number) => void>();
    const all = Array.from({ length: 100 }, () => requests.ask(asked));
    requests.failAll(GONE);
    for (const answer of all) await expect(answer).rejects.toBe(GONE);
    requests.settle(1);
    expect(asked).toHaveBeenCalledTimes(64);
  });

  test("may not wait without end; room comes back with each that is asked", async () => {
    const overrun = vi.fn<() => void>(() => requests.failAll(GONE));
    const requests = new Requests(overrun);
    const refs: number[] = [];
    const ask = (): Promise<void> => requests.ask((ref) => void refs.push(ref), MAX_UNANSWERED_BYTES / 4);
    const all = Array.from({ length: 64 + 3 }, ask);
    for (let answered = 0; answered < 10; answered++) {
      requests.settle(refs[answered]!);
      all.push(ask());
    }
    expect(overrun).not.toHaveBeenCalled();
    const outcomes = Promise.allSettled(all);
    await expect(ask()).rejects.toBe(GONE);
    expect(overrun).toHaveBeenCalledTimes(1);
    expect((await outcomes).filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  });
});
