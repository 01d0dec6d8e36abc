import { describe, expect, test } from "vitest";
import { Deliveries, type Recipient } from "../../src/client/deliveries.ts";
import { utf8 } from "../support/bytes.ts";
import { mapEntriesLeftBy } from "../support/counted.ts";

class Listener implements Recipient {
  readonly topics: string[] = [];
  passed = 0;
  readonly pattern: string;
  readonly freeForm: boolean;

  constructor(pattern: string, freeForm = false) {
    this.pattern = pattern;
    this.freeForm = freeForm;
  }

  push({ topic }: { readonly topic: string }): void {
    this.topics.push(topic);
  }

  pass(): void {
    this.passed++;
  }
}

/** An Event of that topic, and nothing else: the structure was checked before. */
function deliver(deliveries: Deliveries, topic: string | Uint8Array): string | undefined {
  const bytes = typeof topic === "string" ? utf8(topic) : topic;
  return deliveries.deliver(bytes, 0, bytes.length, { start: 0, end: bytes.length });
}

describe("an event that came over the connection", () => {
  test("goes to every subscription that matches, whatever was there before", () => {
    const deliveries = new Deliveries();
    const [status, all] = [new Listener("topology.*.status"), new Listener("topology.>")];
    deliver(deliveries, "topology.t1.status");
    deliveries.add(status);
    deliver(deliveries, "topology.t1.status");
    deliveries.add(all);
    deliver(deliveries, "topology.t1.status");
    deliveries.remove(status);
    deliver(deliveries, "topology.t1.status");
    expect([status.topics.length, all.topics.length]).toEqual([2, 2]);
  });

  test("of a topic outside the registry goes to those who mean it, and passes the others", () => {
    const deliveries = new Deliveries();
    const [checked, meant, other] = [new Listener(">"), new Listener("lab.*", true), new Listener("lab.y")];
    for (const listener of [checked, meant, other]) deliveries.add(listener);
    for (let time = 0; time < 2; time++) deliver(deliveries, "lab.x");
    expect(meant.topics).toEqual(["lab.x", "lab.x"]);
    expect([checked.passed, meant.passed, other.passed]).toEqual([2, 0, 0]);
    expect(checked.topics).toEqual([]);
  });

  test("whose topic is none is refused, every time", () => {
    const deliveries = new Deliveries();
    deliveries.add(new Listener(">"));
    for (let time = 0; time < 2; time++) {
      expect(deliver(deliveries, "a..b")).toBe("has a token (number 2) that is empty");
      expect(deliver(deliveries, Uint8Array.of(0xff))).toBe("is not UTF-8");
    }
  });

  test("is remembered by its topic, of which there may be any number", () => {
    const deliveries = new Deliveries();
    const all = new Listener(">", true);
    deliveries.add(all);
    const remembered = mapEntriesLeftBy(() => {
      for (let index = 0; index < 20_000; index++) deliver(deliveries, `t.${index}`);
    });
    expect(remembered).toBeLessThan(5_000);
    expect(all.topics).toHaveLength(20_000);
  });
});
