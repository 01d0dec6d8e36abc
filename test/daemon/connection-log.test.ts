import { describe, expect, test } from "vitest";
import { ConnectionLog } from "../../src/daemon/connection-log.ts";
import { LOG_WARN } from "../support/daemon.ts";
import { testLog } from "../support/log-lines.ts";
import { ManualClock } from "../support/manual-clock.ts";

const LOG_ERROR = 50;

function logged() {
  const clock = new ManualClock();
  const { log, lines } = testLog();
  return { clock, lines, connections: new ConnectionLog(log, clock) };
}

describe("a connection that could not be taken", () => {
  test.each([
    ["EMFILE", /LimitNOFILE=.*--max-connections/],
    ["ENFILE", /LimitNOFILE=/],
    ["ENOMEM", /dmesg/],
  ])("because of %s is an error that says what to do", (code, way) => {
    const { lines, connections } = logged();
    connections.refused(Object.assign(new Error(`accept ${code}`), { code }));
    expect(lines).toMatchObject([{ level: LOG_ERROR, code, count: 1, msg: expect.stringMatching(way) as string }]);
  });

  test("is one line in ten seconds, however many there are", () => {
    const { clock, lines, connections } = logged();
    for (let count = 0; count < 500; count++) connections.refused(new Error("accept"));
    clock.advance(10_000);
    connections.refused(new Error("accept"));
    expect(lines).toMatchObject([{ count: 1 }, { count: 500 }]);
  });
});

test("connections that come and go too fast are counted, and told with the next one", () => {
  const { clock, lines, connections } = logged();
  const closed = {
    kind: "closed",
    client: undefined,
    reason: { code: "PROTOCOL_ERROR", detail: "?" },
    dropped: 0,
  } as const;
  for (let count = 0; count < 1_000; count++) connections.observe(closed);
  expect(lines).toHaveLength(200);
  clock.advance(1_000);
  connections.observe(closed);
  expect(lines.slice(200)).toMatchObject([
    { level: LOG_WARN, count: 800, msg: "connections come and go too fast to log them all" },
    { level: LOG_WARN, msg: "client refused", code: "PROTOCOL_ERROR" },
  ]);
});

test("one that goes without a word, such as a probe, is not worth a line", () => {
  const { lines, connections } = logged();
  connections.observe({ kind: "closed", client: undefined, reason: undefined, dropped: 0 });
  expect(lines).toEqual([]);
});
