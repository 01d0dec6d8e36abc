import { describe, expect, test, vi } from "vitest";
import { publishSafely } from "../src/publish-safely.ts";
import { createFakeBus } from "../src/testing/index.ts";
import { take } from "./support/take.ts";

const STATUS = { state: "active", reason: "" };

describe("publishSafely", () => {
  test("publishes as the bus does, with its options", async () => {
    await using bus = createFakeBus();
    await bus.connect();
    const events = bus.subscribe("topology.>");
    await events.ready;
    const warn = vi.fn<(message: string) => void>();
    expect(publishSafely(bus, "topology.t1.status", STATUS, { type: "special", log: { warn } })).toBe(true);
    expect(await take(events, 1)).toMatchObject([{ type: "special", payload: STATUS }]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("says false without a bus, and with one that is not connected", () => {
    expect(publishSafely(null, "topology.t1.status", STATUS)).toBe(false);
    expect(publishSafely(createFakeBus(), "topology.t1.status", STATUS)).toBe(false);
  });

  test("turns a mistake of the caller into a warning that says what it was", async () => {
    await using bus = createFakeBus();
    await bus.connect();
    const warn = vi.fn<(message: string) => void>();
    const payload = { state: 5 } as unknown as typeof STATUS;
    expect(publishSafely(bus, "topology.t1.status", payload, { log: { warn } })).toBe(false);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^bus: not published: .*topology\.t1\.status.*“state” must be a string/),
    );
  });

  test("survives whatever is thrown, and warns on the console unless told otherwise", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const bus = createFakeBus();
    vi.spyOn(bus, "publish").mockImplementation(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- somebody does
      throw "odd";
    });
    expect(publishSafely(bus, "topology.t1.status", STATUS)).toBe(false);
    expect(warn).toHaveBeenCalledExactlyOnceWith("bus: not published: odd");
    warn.mockRestore();
  });
});
