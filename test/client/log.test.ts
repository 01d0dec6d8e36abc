import { describe, expect, test } from "vitest";
import { CalmLog } from "../../src/client/log.ts";

function calm(): { log: CalmLog; said: string[] } {
  const said: string[] = [];
  return { log: new CalmLog({ warn: (text) => said.push(`W ${text}`), info: (text) => said.push(`I ${text}`) }), said };
}

describe("a warning that repeats", () => {
  test("is said once, and counted until something else is said", () => {
    const { log, said } = calm();
    for (let time = 0; time < 4; time++) log.warn("down");
    log.warn("other");
    log.info("up");
    log.warn("down");
    expect(said).toEqual(["W down", "W down (3 more times)", "W other", "I up", "W down"]);
  });

  // Regression: it was said anew with each turn, for hours, when a bus that could not start failed in two ways by turns.
  test("is not said again because another one came in between", () => {
    const { log, said } = calm();
    for (let time = 0; time < 3; time++) {
      log.warn("no socket");
      log.warn("nobody listens");
    }
    log.warn("denied");
    log.warn("no socket");
    log.info("up");
    expect(said).toEqual([
      "W no socket",
      "W nobody listens",
      "W no socket (2 more times)",
      "W nobody listens (2 more times)",
      "W denied",
      "W no socket (1 more time)",
      "I up",
    ]);
  });

  test("is forgotten after fifteen others: what is remembered is bounded", () => {
    const { log, said } = calm();
    for (let each = 0; each < 16; each++) log.warn(`handler threw ${each}`);
    log.warn("handler threw 0");
    log.warn("handler threw 16");
    log.warn("handler threw 0");
    expect(said).toHaveLength(19);
    expect(said.slice(-3)).toEqual(["W handler threw 0 (1 more time)", "W handler threw 16", "W handler threw 0"]);
  });

  test("goes to a logger without `info`, and to one that throws", () => {
    const said: string[] = [];
    const mute = new CalmLog({ warn: (text) => said.push(text) });
    mute.warn("a");
    mute.info("b");
    mute.warn("a");
    expect(said).toEqual(["a", "a"]);
    const broken = new CalmLog({
      warn: () => {
        throw new Error("no log");
      },
    });
    expect(() => broken.warn("a")).not.toThrow();
  });
});
