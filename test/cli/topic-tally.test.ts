import { describe, expect, test } from "vitest";
import { plain } from "../../src/cli/style.ts";
import { TopicTally } from "../../src/cli/topic-tally.ts";
import { shownEvent } from "../support/shown.ts";

const WIDE = { width: Number.POSITIVE_INFINITY, style: plain };
const ALL = Number.POSITIVE_INFINITY;

function tallied(): TopicTally {
  const tally = new TopicTally(1_000);
  for (let index = 0; index < 20; index++) tally.add(shownEvent("system.log"), 100);
  tally.add(shownEvent("lab.x"), 1_000);
  tally.add(shownEvent("lab.x", {}, { payloadType: "decnet.topics.v1.SystemLog" }), 1_000);
  tally.add(shownEvent("lab.x", {}, { payload: Uint8Array.of(255) }), 48);
  tally.missed(7);
  return tally;
}

describe("events by topic", () => {
  test("are counted, with their bytes, their messages, and what no worker gets of them", () => {
    expect(`\n${tallied().lines(11_000, ALL, WIDE).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      23 events of 2 topics in 10 s, 2.3/s, 3.95 KiB, 1 undecodable, 7 events missed

      EVENTS   /S     BYTES  UNDECODABLE  TOPIC       PAYLOAD
          20  2.0  1.95 KiB            0  system.log  decnet.topics.v1.SystemLog
           3  0.3  2.00 KiB            1  lab.x       (several)
      "
    `);
  });

  test("are told as lines for programs", () => {
    expect(
      tallied()
        .json(11_000)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        kind: "topic",
        topic: "system.log",
        count: 20,
        perSecond: 2,
        bytes: 2_000,
        payloadType: "decnet.topics.v1.SystemLog",
        undecodable: 0,
      },
      {
        kind: "topic",
        topic: "lab.x",
        count: 3,
        perSecond: 0.3,
        bytes: 2_048,
        payloadType: "(several)",
        undecodable: 1,
      },
      {
        kind: "total",
        count: 23,
        perSecond: 2.3,
        bytes: 4_048,
        payloadType: null,
        undecodable: 1,
        missed: 7,
        seconds: 10,
      },
    ]);
  });

  test("of which there are none yet are no division by nothing", () => {
    const tally = new TopicTally(1_000);
    expect(tally.lines(1_000, ALL, WIDE)[0]).toBe("0 events of 0 topics in 0.0 s, 0/s, 0 B");
    expect(JSON.parse(tally.json(1_000).at(-1)!)).toMatchObject({ count: 0, perSecond: 0 });
  });

  test("that there is no room for are told", () => {
    expect(tallied().lines(11_000, 1, WIDE).at(-1)).toBe("and 1 more topic");
  });

  // Publishers choose topics.
  test("beyond a bound are counted together", () => {
    const tally = new TopicTally(0);
    const event = shownEvent("lab.x");
    for (let index = 0; index < 10_000; index++) tally.add({ ...event, topic: `lab.${index}` }, 1);
    const lines = tally.json(1_000).map((line) => JSON.parse(line) as { topic?: string; count: number });
    expect(lines.length).toBeLessThan(5_000);
    expect(lines.at(-2)).toMatchObject({ topic: "(other topics)", count: 10_000 - (lines.length - 2) });
    expect(lines.at(-1)).toMatchObject({ count: 10_000 });
  });
});
