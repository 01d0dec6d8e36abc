import { closeSync, fstatSync, openSync } from "node:fs";
import { styleText } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { timeOfDay } from "../../src/cli/time-of-day.ts";
import { isJournal, type LogStream, lineFormat } from "../../src/daemon/log-format.ts";

const LINE = {
  level: 40,
  time: "2026-04-21T14:03:22.123Z",
  pid: 311,
  client: "api",
  clientPid: 7,
  library: "a b",
  limits: { queueEvents: 5, nested: { deep: true } },
  nothing: null,
  data: { client: "api", dropped: 4_182 },
  msg: "dropped 4,182 for api[311] in 10 s",
};
/** In the time of this machine. */
const TIME = timeOfDay(Date.parse(LINE.time), false);
const TEXT = `${LINE.msg}  client=api  clientPid=7  library="a b"  limits.queueEvents=5  limits.nested.deep=true  nothing=null`;

/** Its own file stands for the journal's. */
function journal(): { stream: LogStream; env: { JOURNAL_STREAM: string } } {
  const fd = openSync("/dev/null", "w");
  onTestFinished(() => closeSync(fd));
  const { dev, ino } = fstatSync(fd);
  return { stream: { fd }, env: { JOURNAL_STREAM: `${dev}:${ino}` } };
}

function written(format: Parameters<typeof lineFormat>[0], stream: LogStream, env = {}, line: object = LINE): string {
  return lineFormat(format, stream, env)(JSON.stringify(line));
}

describe("a line of the log", () => {
  test("is JSON where nobody looks", () => {
    expect(written("auto", { fd: 2, isTTY: false })).toBe(JSON.stringify(LINE));
  });

  test("is for people on a terminal: time, level, message, fields; what the message says already is left away", () => {
    expect(written("auto", { isTTY: true }, { NO_COLOR: "1" })).toBe(`${TIME} WARN  ${TEXT}`);
  });

  test("has colours where the terminal's user has nothing against it", () => {
    const coloured = written("auto", { isTTY: true });
    expect(coloured).toContain(styleText("yellow", "WARN ", { validateStream: false }));
    expect(coloured).toContain(`${styleText("dim", "client=", { validateStream: false })}api`);
    expect(written("pretty", { isTTY: false })).toBe(`${TIME} WARN  ${TEXT}`);
    expect(written("pretty", { isTTY: false }, { FORCE_COLOR: "1" })).toBe(coloured);
  });

  test("tells the journal its priority, and not the time", () => {
    const { stream, env } = journal();
    expect(written("auto", stream, env)).toBe(`<4>${TEXT}`);
    expect(written("auto", { ...stream, isTTY: true }, env)).toBe(`<4>${TEXT}`);
  });

  test.each([
    [10, "<7>", "DEBUG"],
    [20, "<7>", "DEBUG"],
    [30, "<6>", "INFO "],
    [40, "<4>", "WARN "],
    [50, "<3>", "ERROR"],
    [60, "<2>", "FATAL"],
  ])("of level %i has the priority %s, and is called %s", (level, priority, label) => {
    const line = { level, time: LINE.time, msg: "said" };
    expect(written("journal", {}, {}, line)).toBe(`${priority}said`);
    expect(written("pretty", {}, {}, line)).toBe(`${TIME} ${label} said`);
  });

  test.each(["json", "pretty", "journal"] as const)(
    "as %s is one line, and steers no terminal, whatever a client sends",
    (format) => {
      const evil = "a\nb\r\u001b[2J\u009b31m\u202e\u2028<0>";
      const line = written(format, {}, {}, { level: 30, time: LINE.time, [`x${evil}`]: evil, client: evil, msg: evil });
      // oxlint-disable-next-line no-control-regex -- that is what must not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
      expect(line).toContain("\\u001b[2J");
    },
  );
});

test("a line of JSON says what was said, although it is written otherwise", () => {
  const evil = "a\nb\u001b\u009b\u202e";
  expect(JSON.parse(written("json", {}, {}, { level: 30, client: evil, msg: evil }))).toEqual({
    level: 30,
    client: evil,
    msg: evil,
  });
});

describe("the journal", () => {
  test.each([
    ["another file than the one that systemd has connected to it", { JOURNAL_STREAM: "1:2" }],
    ["something that systemd has not connected", {}],
    ["what systemd does not say", { JOURNAL_STREAM: "" }],
    ["what makes no sense", { JOURNAL_STREAM: "journal" }],
  ])("is not %s", (_what, env) => {
    expect(isJournal(journal().stream, env)).toBe(false);
  });

  test("is not a stream that is closed, or has no file", () => {
    const { env } = journal();
    expect(isJournal({ fd: 9_999 }, env)).toBe(false);
    expect(isJournal({}, env)).toBe(false);
  });
});
