import { describe, expect, test } from "vitest";
import { resolveSettings } from "../../src/daemon/settings.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import { busError } from "../support/bus-error.ts";

const FILE = "/etc/decnet/bus.env";
const file = (values: Record<string, string>): { path: string; values: Record<string, string> } => ({
  path: FILE,
  values,
});

describe("a setting", () => {
  test("is the default if nobody has said anything", () => {
    expect(resolveSettings({}, {})).toEqual({
      socket: undefined,
      group: "decnet",
      heartbeatS: 10,
      logLevel: "info",
      metrics: "",
      limits: DEFAULT_LIMITS,
    });
  });

  const everywhere = {
    flag: {
      socket: "/flag",
      group: "flag",
      heartbeatS: 1,
      logLevel: "debug",
      metrics: "unix:1",
      limits: { queueEvents: 11 },
    },
    env: variables("/env", "env", "2", "warn", "unix:2", "22"),
    file: variables("/file", "file", "3", "error", "unix:3", "33"),
  } as const;

  test.each([
    ["the flag's, whatever the others say", everywhere, ["/flag", "flag", 1, "debug", "unix:1", 11]],
    [
      "the environment's, whatever the file says",
      { ...everywhere, flag: {} },
      ["/env", "env", 2, "warn", "unix:2", 22],
    ],
    [
      "the file's, if nobody else says anything",
      { flag: {}, env: {}, file: everywhere.file },
      ["/file", "file", 3, "error", "unix:3", 33],
    ],
  ] as const)("is %s", (_whose, said, [socket, group, heartbeatS, logLevel, metrics, queueEvents]) => {
    expect(resolveSettings(said.flag, said.env, file(said.file))).toEqual({
      socket,
      group,
      heartbeatS,
      logLevel,
      metrics,
      limits: { ...DEFAULT_LIMITS, queueEvents },
    });
  });

  test("is set to nothing by an empty variable, and not by a missing one", () => {
    const settings = resolveSettings(
      {},
      { DECNET_BUS_GROUP: "", DECNET_BUS_LOG_LEVEL: undefined },
      file({ DECNET_BUS_LOG_LEVEL: "warn" }),
    );
    expect(settings).toMatchObject({ group: "", logLevel: "warn" });
  });

  test("is any of the limits, by its flag's name", () => {
    const limits = {
      DECNET_BUS_MAX_CONNECTIONS: "1",
      DECNET_BUS_MAX_PATTERNS: "2",
      DECNET_BUS_MAX_FRAME_BYTES: "70000",
      DECNET_BUS_MAX_TOPIC_BYTES: "4",
      DECNET_BUS_QUEUE_EVENTS: "5",
      DECNET_BUS_QUEUE_BYTES: "80000",
      DECNET_BUS_MAX_UNANSWERED: "7",
    };
    expect(resolveSettings({}, {}, file(limits)).limits).toEqual({
      ...DEFAULT_LIMITS,
      maxConnections: 1,
      maxPatterns: 2,
      maxFrameBytes: 70_000,
      maxTopicBytes: 4,
      queueEvents: 5,
      queueBytes: 80_000,
      maxUnanswered: 7,
    });
  });

  test.each([
    ["DECNET_BUS_HEARTBEAT", "often", "a number of seconds from 0 (never) to 2147483"],
    ["DECNET_BUS_HEARTBEAT", "-1", "a number of seconds"],
    ["DECNET_BUS_HEARTBEAT", "", "a number of seconds"],
    ["DECNET_BUS_HEARTBEAT", "2147484", "a number of seconds"],
    ["DECNET_BUS_HEARTBEAT", "Infinity", "a number of seconds"],
    ["DECNET_BUS_LOG_LEVEL", "verbose", "one of trace, debug, info, warn, error, fatal, silent"],
    ["DECNET_BUS_LOG_LEVEL", "", "one of trace"],
    ["DECNET_BUS_QUEUE_EVENTS", "many", "a whole number from 1 to 100000000"],
    ["DECNET_BUS_QUEUE_EVENTS", "0", "a whole number"],
    ["DECNET_BUS_QUEUE_EVENTS", "1.5", "a whole number"],
    ["DECNET_BUS_QUEUE_EVENTS", " ", "a whole number"],
    ["DECNET_BUS_SOCKET", "", "the path of a socket"],
  ])("%s may not be %j: the error names it, its file, and what it may be", (name, value, expected) => {
    const wanted = [
      `${name} is ${JSON.stringify(value)}; give ${expected}`,
      `${name} in ${FILE} is ${JSON.stringify(value)}`,
    ];
    expect(() => resolveSettings({}, { [name]: value })).toThrow(busError("INVALID_CONFIG"));
    expect(() => resolveSettings({}, { [name]: value })).toThrow(wanted[0]);
    expect(() => resolveSettings({}, {}, file({ [name]: value }))).toThrow(wanted[1]);
  });

  test("DECNET_BUS_METRICS may not be an address of the network: the error names it and its file", () => {
    const open = { DECNET_BUS_METRICS: "0.0.0.0:9464" };
    expect(() => resolveSettings({}, open)).toThrow(busError("INVALID_CONFIG", 'DECNET_BUS_METRICS is "0.0.0.0'));
    expect(() => resolveSettings({}, {}, file(open))).toThrow(`DECNET_BUS_METRICS in ${FILE} is "0.0.0.0`);
    expect(() => resolveSettings({ metrics: "0.0.0.0:9464" }, {})).toThrow('--metrics is "0.0.0.0');
  });

  test("that is wrong in the file does not matter where a flag or the environment speaks", () => {
    const wrong = file({ DECNET_BUS_LOG_LEVEL: "verbose", DECNET_BUS_HEARTBEAT: "x" });
    expect(resolveSettings({ logLevel: "warn" }, { DECNET_BUS_HEARTBEAT: "1" }, wrong)).toMatchObject({
      logLevel: "warn",
      heartbeatS: 1,
    });
  });

  test("that does not fit another one names the file that it may come from", () => {
    const small = file({ DECNET_BUS_QUEUE_BYTES: "100000" });
    expect(() => resolveSettings({}, {}, small)).toThrow(`maxFrameBytes 1048576 (with what ${FILE} says).`);
  });
});

function variables(
  socket: string,
  group: string,
  heartbeat: string,
  level: string,
  metrics: string,
  events: string,
): Record<string, string> {
  return {
    DECNET_BUS_SOCKET: socket,
    DECNET_BUS_GROUP: group,
    DECNET_BUS_HEARTBEAT: heartbeat,
    DECNET_BUS_LOG_LEVEL: level,
    DECNET_BUS_METRICS: metrics,
    DECNET_BUS_QUEUE_EVENTS: events,
  };
}
