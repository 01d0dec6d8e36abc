import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Router, type Subscriber } from "../../src/broker/router.ts";
import { matches } from "../../src/topic/match.ts";
import { mapEntriesLeftBy } from "../support/counted.ts";

interface Named extends Subscriber {
  readonly name: string;
}

describe("a router", () => {
  test("says why a topic is none, every time", () => {
    const router = new Router<Named>();
    router.add(">", named("api"));
    for (let time = 0; time < 2; time++) {
      expect(router.route("a..b")).toBe("has a token (number 2) that is empty");
      expect(router.route("a.>")).toBe("has a token (number 2) that holds “>”; wildcards are for patterns only");
      expect(router.route("")).toBe("is empty");
    }
  });

  test("counts pairs of subscriber and pattern, idempotently", () => {
    const router = new Router<Named>();
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
      const router = new Router<Named>();
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
    const router = new Router<Named>();
    router.add("t.*", named("api"));
    router.add("t.7", named("mutator"));
    const remembered = mapEntriesLeftBy(() => {
      for (let index = 0; index < 20_000; index++) router.route(`t.${index}`);
    });
    expect(remembered).toBeLessThan(10_000);
    expect(routeOf(router, "t.7")).toEqual(["api", "mutator"]);
    expect(routeOf(router, "t.19999")).toEqual(["api"]);
  });
});

function named(name: string): Named {
  return { name, deliver: () => {} };
}

function routeOf(router: Router<Named>, topic: string): string[] {
  const route = router.route(topic);
  if (typeof route === "string") throw new Error(route);
  expect(route.topic).toBe(topic);
  return route.subscribers.map(({ name }) => name).toSorted();
}
