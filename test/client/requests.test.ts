import { describe, expect, test, vi } from "vitest";
import { Requests } from "../../src/client/requests.ts";
import { BusError } from "../../src/errors.ts";

const GONE = new BusError("UNAVAILABLE", "gone");

describe("questions", () => {
  test("get their own answers, in any order", async () => {
    const requests = new Requests();
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
    const requests = new Requests();
    requests.settle(7);
    const asked = requests.ask((ref) => {
      requests.settle(ref);
      requests.settle(ref, GONE);
    });
    requests.failAll(GONE);
    await expect(asked).resolves.toBeUndefined();
  });

  test("are all told when no answer will come, and later ones are not even asked", async () => {
    const requests = new Requests();
    const asked = [requests.ask(() => {}), requests.ask(() => {})];
    requests.failAll(GONE);
    const late = vi.fn<(ref: number) => void>();
    for (const answer of [...asked, requests.ask(late)]) await expect(answer).rejects.toBe(GONE);
    expect(late).not.toHaveBeenCalled();
  });
});
