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
    log.warn("down");
    log.info("up");
    log.warn("down");
    expect(said).toEqual(["W down", "W down (3 more times)", "W other", "W down", "I up", "W down"]);
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
