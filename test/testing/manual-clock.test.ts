import { expect, test } from "vitest";
import { ManualClock } from "../../src/testing/index.ts";

test("a manual clock makes calls in the order of their time, each at its time, and none that was called off", () => {
  const clock = new ManualClock();
  const made: [string, number][] = [];
  const call = (name: string) => (): void => void made.push([name, clock.monotonicMs()]);
  clock.after(20, call("later"));
  clock.after(10, () => {
    call("first")();
    clock.after(5, call("set on the way"));
  });
  clock.after(10, call("second")).cancel();
  clock.advance(19);
  expect(made).toEqual([
    ["first", 10],
    ["set on the way", 15],
  ]);
  expect([clock.monotonicMs(), clock.pending]).toEqual([19, 1]);
  const unixMs = clock.unixMs();
  clock.advance(1);
  expect(made.at(-1)).toEqual(["later", 20]);
  expect(clock.unixMs() - unixMs).toBe(1);
});

test("time that passes leaves what falls due its turn, so that what it puts off in turn comes on the way", async () => {
  const clock = new ManualClock();
  const made: number[] = [];
  const again = async (): Promise<void> => {
    made.push(clock.monotonicMs());
    await Promise.resolve();
    clock.after(10, () => void again());
  };
  await again();
  await clock.pass(35);
  expect(made).toEqual([0, 10, 20, 30]);
  expect(clock.monotonicMs()).toBe(35);
});
