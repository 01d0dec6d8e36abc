import { describe, expect, test } from "vitest";
import { Reload } from "../../src/daemon/reload.ts";
import { resolveSettings, type Settings } from "../../src/daemon/settings.ts";
import type { News } from "../../src/daemon/systemd/service-manager.ts";
import { BusError } from "../../src/errors.ts";
import { LOG_INFO, LOG_WARN } from "../support/daemon.ts";
import { testLog } from "../support/log-lines.ts";
import { settled } from "../support/settled.ts";

const LOG_ERROR = 50;
const START = resolveSettings({}, {});
const COUNTS = { connections: 2, patterns: 0, eventsIn: 5, eventsOut: 6, eventsDropped: 7 };
const STATUS = "2 connections, 5 events in, 6 out, 7 dropped";

function reloadable() {
  const { log, lines } = testLog();
  const told: News[] = [];
  const changes: Settings[] = [];
  const tellings: (() => void)[] = [];
  const source: { settings: Settings; warnings: string[]; fault: Error | undefined; reads: number } = {
    settings: START,
    warnings: [],
    fault: undefined,
    reads: 0,
  };
  const reload = new Reload({
    log,
    manager: {
      watchdogMs: undefined,
      tell: (news) => void told.push(news),
      told: () => new Promise((resolve) => void tellings.push(resolve)),
    },
    broker: { counts: COUNTS, change: (settings) => void changes.push(settings) },
    read: () => {
      source.reads++;
      if (source.fault !== undefined) throw source.fault;
      return source;
    },
    settings: START,
  });
  return { reload, source, lines, told, changes, log, heard: () => tellings.splice(0).forEach((resolve) => resolve()) };
}

describe("a configuration that is read again", () => {
  test("changes log level, heartbeat and limits, and names what has changed", () => {
    const { reload, source, lines, changes, log } = reloadable();
    source.settings = { ...START, logLevel: "warn", heartbeatS: 3, limits: { ...START.limits, queueEvents: 5 } };
    reload.run();
    expect(changes).toEqual([source.settings]);
    expect(log.level).toBe("warn");
    expect(lines).toMatchObject([
      { level: LOG_INFO, msg: "configuration reloaded", changed: { logLevel: "warn", heartbeatS: 3, queueEvents: 5 } },
    ]);
  });

  test.each([
    ["off", "info", "silent"],
    ["on", "silent", "info"],
  ] as const)("is told in the log also when that is turned %s by it", async (_how, before, after) => {
    const { reload, source, lines, log, heard } = reloadable();
    source.settings = { ...START, logLevel: before };
    reload.run();
    heard();
    await settled();
    const said = lines.length;
    source.settings = { ...START, logLevel: after, group: "" };
    source.warnings = ["too few files"];
    reload.run();
    expect(lines.slice(said).map(({ msg }) => msg)).toEqual([
      "configuration reloaded",
      "too few files",
      "the socket's group has changed: that needs a restart",
    ]);
    expect(log.level).toBe(after);
  });

  test("tells the service manager before and after, with what the daemon does", () => {
    const { reload, told } = reloadable();
    reload.run();
    expect(told).toEqual([{ state: "reloading" }, { state: "ready", status: STATUS }]);
  });

  test("leaves socket, group and metrics as they are, and says, each time, that they need a restart", async () => {
    const { reload, source, lines, changes, heard } = reloadable();
    source.settings = { ...START, socket: "/else", group: "", metrics: "unix:/else" };
    reload.run();
    heard();
    await settled();
    reload.run();
    expect(changes).toEqual([START, START]);
    const needed = [
      { level: LOG_WARN, socket: "/else", msg: "the socket's path has changed: that needs a restart" },
      { level: LOG_WARN, group: "", msg: "the socket's group has changed: that needs a restart" },
      { level: LOG_WARN, metrics: "unix:/else", msg: "the address of the metrics has changed: that needs a restart" },
    ];
    expect(lines.filter(({ level }) => level === LOG_WARN)).toMatchObject([...needed, ...needed]);
  });

  test("says what the operator should know of it", () => {
    const { reload, source, lines } = reloadable();
    source.warnings = ["too few files"];
    reload.run();
    expect(lines.at(-1)).toMatchObject({ level: LOG_WARN, msg: "too few files" });
  });

  test("changes nothing if it cannot work; the problem stays in the status until it is mended", async () => {
    const { reload, source, lines, told, changes, heard } = reloadable();
    source.fault = new BusError("INVALID_CONFIG", "DECNET_BUS_X in /etc/decnet/bus.env is wrong.");
    reload.run();
    const problem =
      "reload failed, the old configuration stays: INVALID_CONFIG: DECNET_BUS_X in /etc/decnet/bus.env is wrong.";
    expect(changes).toEqual([]);
    expect(lines).toMatchObject([{ level: LOG_ERROR, code: "INVALID_CONFIG", msg: problem }]);
    expect(told).toEqual([{ state: "reloading" }, { state: "ready", status: `${STATUS}; ${problem}` }]);
    expect(reload.status).toBe(`${STATUS}; ${problem}`);
    heard();
    await settled();
    source.fault = undefined;
    reload.run();
    expect(reload.status).toBe(STATUS);
  });

  test("does not end the daemon, whatever goes wrong", () => {
    const { reload, source, lines } = reloadable();
    source.fault = new Error("unheard of");
    reload.run();
    expect(lines).toMatchObject([{ level: LOG_ERROR, code: "INTERNAL" }]);
  });

  test("is read once more, however often that is asked while the service manager is being told", async () => {
    const { reload, source, told, heard } = reloadable();
    for (let count = 0; count < 100; count++) reload.run();
    expect(source.reads).toBe(1);
    heard();
    await settled();
    expect(source.reads).toBe(2);
    heard();
    await settled();
    expect(source.reads).toBe(2);
    expect(told).toHaveLength(4);
  });

  test("is not read any more at the end, although that was asked", async () => {
    const { reload, source, heard } = reloadable();
    reload.run();
    reload.run();
    reload.end();
    heard();
    await settled();
    expect(source.reads).toBe(1);
  });
});
