// The process's shared bus.

import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closeAppBus, getAppBus } from "../src/app-bus.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const FAKE = { DECNET_BUS_TYPE: "fake" };

function log(): { warn: ReturnType<typeof vi.fn<(message: string) => void>> } {
  return { warn: vi.fn<(message: string) => void>() };
}

afterEach(closeAppBus);

describe("the shared bus", () => {
  test("is one, connected, however many ask for it at the same time", async () => {
    const buses = await Promise.all([getAppBus({ env: FAKE }), getAppBus({ env: FAKE }), getAppBus()]);
    expect(buses[0]!.connected).toBe(true);
    expect(new Set(buses).size).toBe(1);
    expect(await getAppBus()).toBe(buses[0]);
  });

  // Regression: every later call got the closed one, which takes nothing and says nothing.
  test("is another one after one of its users has closed it for all, by `await using` as well", async () => {
    const first = await getAppBus({ env: FAKE });
    {
      await using closed = first!;
      expect(await getAppBus({ env: FAKE })).toBe(closed);
    }
    const second = await getAppBus({ env: FAKE });
    expect(second).not.toBe(first);
    expect(second!.connected).toBe(true);
    await first!.close();
    expect(await getAppBus()).toBe(second);
  });

  test("is null if the bus is disabled, without a warning", async () => {
    const warnings = log();
    expect(await getAppBus({ env: { DECNET_BUS_ENABLED: "false" }, log: warnings })).toBeNull();
    expect(warnings.warn).not.toHaveBeenCalled();
  });

  test("is null if the bus is down; that is said once and remembered, also when the bus comes up", async () => {
    const warnings = log();
    const socket = join(temporaryFolder(), "bus.sock");
    const asked = [getAppBus({ socket, env: {}, log: warnings }), getAppBus({ socket, env: {}, log: warnings })];
    expect(await Promise.all(asked)).toEqual([null, null]);
    expect(await getAppBus({ env: FAKE, log: warnings })).toBeNull();
    expect(warnings.warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^bus: unavailable: .*bus\.sock/));
  });

  test("is tried again after a failure where that is wanted, when its time has come and not before", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const down = { env: { DECNET_BUS_TYPE: "tcp" }, log: log(), retryAfterMs: 1_000 };
      expect(await getAppBus(down)).toBeNull();
      vi.advanceTimersByTime(999);
      expect(await getAppBus({ env: FAKE })).toBeNull();
      vi.advanceTimersByTime(1);
      const [bus, same] = await Promise.all([getAppBus({ env: FAKE }), getAppBus()]);
      expect(bus!.connected).toBe(true);
      expect(same).toBe(bus);
      vi.advanceTimersByTime(10_000);
      expect(await getAppBus()).toBe(bus);
    } finally {
      vi.useRealTimers();
    }
  });

  // Regression: each attempt said it again.
  test("that is tried again and again says once that it is down, counts, and says when it is back", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const warnings = { ...log(), info: vi.fn<(message: string) => void>() };
      const down = { env: { DECNET_BUS_TYPE: "tcp" }, log: warnings, retryAfterMs: 1_000 };
      for (let time = 0; time < 3; time++) {
        expect(await getAppBus(down)).toBeNull();
        vi.advanceTimersByTime(1_000);
      }
      expect(warnings.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("DECNET_BUS_TYPE"));
      expect(await getAppBus({ env: FAKE, log: warnings })).not.toBeNull();
      expect(warnings.warn).toHaveBeenLastCalledWith(expect.stringMatching(/DECNET_BUS_TYPE.* \(2 more times\)$/));
      expect(warnings.info).toHaveBeenCalledExactlyOnceWith("bus: connected");
    } finally {
      vi.useRealTimers();
    }
  });

  test("says so if it can never be tried again because the time is none", async () => {
    const warnings = log();
    expect(await getAppBus({ env: { DECNET_BUS_TYPE: "tcp" }, log: warnings, retryAfterMs: Number.NaN })).toBeNull();
    expect(warnings.warn).toHaveBeenLastCalledWith(expect.stringContaining("retryAfterMs"));
    expect(await getAppBus({ env: FAKE })).toBeNull();
  });

  test("is null if the environment cannot work", async () => {
    const warnings = log();
    expect(await getAppBus({ env: { DECNET_BUS_TYPE: "tcp" }, log: warnings })).toBeNull();
    expect(warnings.warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^bus: unavailable: DECNET_BUS_TYPE/));
  });

  test("warns on the console unless told otherwise, and reads process.env", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.stubEnv("DECNET_BUS_ENABLED", "perhaps");
    expect(await getAppBus()).toBeNull();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("perhaps"));
    warn.mockRestore();
  });
});

describe("closing it", () => {
  test("closes the bus; the next one is new", async () => {
    const first = (await getAppBus({ env: FAKE }))!;
    await closeAppBus();
    expect(first.connected).toBe(false);
    const second = (await getAppBus({ env: FAKE }))!;
    expect(second).not.toBe(first);
    expect(second.connected).toBe(true);
  });

  test("forgets a failure, and that it was said", async () => {
    const warnings = log();
    for (let time = 1; time <= 2; time++) {
      expect(await getAppBus({ env: { DECNET_BUS_TYPE: "tcp" }, log: warnings })).toBeNull();
      expect(warnings.warn).toHaveBeenCalledTimes(time);
      await closeAppBus();
    }
    expect(await getAppBus({ env: FAKE })).not.toBeNull();
  });

  test("waits for an attempt that is under way, and may be repeated", async () => {
    const connecting = getAppBus({ env: FAKE });
    await Promise.all([closeAppBus(), closeAppBus()]);
    expect((await connecting)!.connected).toBe(false);
    await closeAppBus();
  });
});
