import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type Route, Router, type Subscriber } from "../../src/broker/router.ts";
import { matches } from "../../src/topic/match.ts";
import { joined, utf8 } from "../support/bytes.ts";
import { mapEntriesLeftBy } from "../support/counted.ts";

interface Named extends Subscriber {
  readonly name: string;
}

describe("a router", () => {
  test("says why a topic is none, every time", () => {
    const router = new Router<Named>(255);
    router.add(">", named("api"));
    for (let time = 0; time < 2; time++) {
      expect(route(router, "a..b")).toBe("has a token (number 2) that is empty");
      expect(route(router, "a.>")).toBe("has a token (number 2) that holds “>”; wildcards are for patterns only");
      expect(route(router, "")).toBe("is empty");
    }
  });

  test("says so if the bytes of a topic are no text, also when another topic has just been found", () => {
    const router = new Router<Named>(255);
    expect(routeOf(router, "a")).toEqual([]);
    expect(router.route(Uint8Array.of(0xff), 0, 1)).toBe("is not UTF-8");
  });

  property.prop([fc.array(fc.constantFrom("a.b", "b.b", "a.c", "ä.b", "a.b.c", "é"), { maxLength: 30 })])(
    "tells topics apart that differ in any byte, in any order",
    (topics) => {
      const router = new Router<Named>(255);
      for (const pattern of new Set(topics)) router.add(pattern, named(pattern));
      for (const topic of topics) expect(routeOf(router, topic)).toEqual([topic]);
    },
  );

  test("hands out one count for a topic, which Status shows", () => {
    const router = new Router<Named>(255);
    for (const topic of ["a", "b", "b", "c", "b", "c"]) {
      const found = route(router, topic);
      if (typeof found !== "string") found.published.count++;
    }
    expect(router.busiestTopics(2)).toEqual([
      { topic: "b", count: 3 },
      { topic: "c", count: 2 },
    ]);
  });

  test("keeps the count of a busy topic when publishers invent topics without end, and a bounded number of others", () => {
    const router = new Router<Named>(255);
    for (let index = 0; index < 40_000; index++) {
      for (const topic of index % 10 === 0 ? [`invented.${index}`, "busy"] : [`invented.${index}`]) {
        const found = route(router, topic);
        if (typeof found !== "string") found.published.count++;
      }
    }
    expect(router.busiestTopics(1)).toEqual([{ topic: "busy", count: 4_000 }]);
    expect(router.busiestTopics(40_000).length).toBeLessThanOrEqual(16_384);
  });

  test("counts pairs of subscriber and pattern, idempotently", () => {
    const router = new Router<Named>(255);
    const [api, mutator] = [named("api"), named("mutator")];
    router.add("a", api);
    router.add("a", api);
    router.add("a", mutator);
    router.add("b", api);
    expect(router.patterns).toBe(3);
    router.remove("a", api);
    router.remove("a", api);
    router.remove("c", api);
    expect(router.patterns).toBe(2);
  });

  // Few of each, so that the same topic is routed before and after a change.
  const fewPatterns = fc.constantFrom("a", "a.*", "*", ">");
  const fewTopics = fc.constantFrom("a", "a.b", "b");
  const anyStep = fc.tuple(fc.constantFrom("add", "remove", "route"), fc.nat({ max: 1 }), fewPatterns, fewTopics);
  property.prop([fc.array(anyStep, { maxLength: 60, size: "max" })])(
    "remembers routes, and never a wrong one",
    (steps) => {
      const router = new Router<Named>(255);
      const subscribers = ["0", "1"].map(named);
      const pairs = new Set<string>();
      for (const [step, index, pattern, topic] of steps) {
        if (step === "add") {
          router.add(pattern, subscribers[index]!);
          pairs.add(`${index} ${pattern}`);
        } else if (step === "remove") {
          router.remove(pattern, subscribers[index]!);
          pairs.delete(`${index} ${pattern}`);
        } else {
          const expected = [...pairs].map((pair) => pair.split(" ")).filter(([, wanted]) => matches(wanted!, topic));
          expect(routeOf(router, topic)).toEqual([...new Set(expected.map(([name]) => name!))].toSorted());
        }
      }
      expect(router.patterns).toBe(pairs.size);
    },
  );

  test("still knows the way when publishers have used more topics than it remembers", () => {
    const router = new Router<Named>(255);
    router.add("t.*", named("api"));
    router.add("t.7", named("mutator"));
    const remembered = mapEntriesLeftBy(() => {
      for (let index = 0; index < 60_000; index++) route(router, `t.${index}`);
    });
    // Routes, and counts.
    expect(remembered).toBeLessThan(8_192 + 16_384);
    expect(routeOf(router, "t.7")).toEqual(["api", "mutator"]);
    expect(routeOf(router, "t.19999")).toEqual(["api"]);
  });
});

function named(name: string): Named {
  return { name, deliver: () => {} };
}

/** The topic stands somewhere in a chunk, as it does in life. */
function route(router: Router<Named>, topic: string): Route<Named> | string {
  const chunk = joined([Uint8Array.of(1, 2, 3), utf8(topic), Uint8Array.of(4)]);
  return router.route(chunk, 3, chunk.length - 1);
}

function routeOf(router: Router<Named>, topic: string): string[] {
  const found = route(router, topic);
  if (typeof found === "string") throw new Error(found);
  expect(found.topic).toBe(topic);
  return found.subscribers.map(({ name }) => name).toSorted();
}
