import { describe, expect, test } from "vitest";
import { takeSystemdEnvironment } from "../../../src/daemon/systemd/environment.ts";
import { busError } from "../../support/bus-error.ts";

const PID = 4_711;
const NOTHING = { notifySocket: undefined, watchdogMs: undefined, sockets: [] };

describe("what systemd says in the environment", () => {
  test("is nothing where it says nothing", () => {
    expect(takeSystemdEnvironment({ PATH: "/bin" }, PID)).toEqual(NOTHING);
  });

  test("is read, and taken out, so that whatever we start does not take it for its own", () => {
    const env = {
      PATH: "/bin",
      NOTIFY_SOCKET: "/run/systemd/notify",
      WATCHDOG_USEC: "10000000",
      WATCHDOG_PID: String(PID),
      LISTEN_PID: String(PID),
      LISTEN_FDS: "2",
      LISTEN_FDNAMES: "metrics:bus",
    };
    expect(takeSystemdEnvironment(env, PID)).toEqual({
      notifySocket: "/run/systemd/notify",
      watchdogMs: 10_000,
      sockets: ["metrics", "bus"],
    });
    expect(env).toEqual({ PATH: "/bin" });
  });

  test.each([
    ["a watchdog of another process", { WATCHDOG_USEC: "10000000", WATCHDOG_PID: "1" }, NOTHING],
    ["a watchdog of whom it concerns", { WATCHDOG_USEC: "2500" }, { ...NOTHING, watchdogMs: 2.5 }],
    [
      "a watchdog beyond what a timer takes",
      { WATCHDOG_USEC: "9007199254740991" },
      { ...NOTHING, watchdogMs: 2 ** 31 - 1 },
    ],
    ["a watchdog that is empty", { WATCHDOG_USEC: "" }, NOTHING],
    ["sockets of another process", { LISTEN_PID: "1", LISTEN_FDS: "1" }, NOTHING],
    ["sockets of nobody", { LISTEN_FDS: "1" }, NOTHING],
    ["no sockets", { LISTEN_PID: String(PID), LISTEN_FDS: "0" }, NOTHING],
    ["sockets without names", { LISTEN_PID: String(PID), LISTEN_FDS: "2" }, { ...NOTHING, sockets: ["", ""] }],
    [
      "fewer names than sockets",
      { LISTEN_PID: String(PID), LISTEN_FDS: "2", LISTEN_FDNAMES: "bus" },
      { ...NOTHING, sockets: ["bus", ""] },
    ],
    ["an empty notify socket", { NOTIFY_SOCKET: "" }, NOTHING],
  ])("may be %s", (_what, env, expected) => {
    expect(takeSystemdEnvironment(env, PID)).toEqual(expected);
    expect(env).toEqual({});
  });

  test.each([
    ["WATCHDOG_USEC", "soon"],
    ["WATCHDOG_USEC", "0"],
    ["WATCHDOG_USEC", "-1"],
    ["LISTEN_FDS", "one"],
    ["LISTEN_FDS", "1.5"],
    ["LISTEN_FDS", "1001"],
  ])("is refused if %s is %j", (name, value) => {
    const env = { LISTEN_PID: String(PID), [name]: value };
    expect(() => takeSystemdEnvironment(env, PID)).toThrow(busError("INVALID_CONFIG"));
    expect(() => takeSystemdEnvironment({ LISTEN_PID: String(PID), [name]: value }, PID)).toThrow(
      `${name} is "${value}"`,
    );
  });
});
