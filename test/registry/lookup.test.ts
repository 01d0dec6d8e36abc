import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type DeclaredTopic, declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import * as builders from "../../gen/decnet/topics/v1/topics.ts";
import { declaredTopicOf, freeForm, topicParams } from "../../src/registry/lookup.ts";
import { token, topic } from "../support/arbitraries.ts";

/** The topic as its builder makes it. */
function build(declared: DeclaredTopic, tokens: readonly string[]): string {
  const shared = declaredTopics.filter(({ builder }) => builder === declared.builder).length > 1;
  const builder = (builders as Record<string, unknown>)[declared.builder] as (...args: readonly string[]) => string;
  return builder(...tokens.slice(0, declared.params.length), ...(shared ? [declared.type] : []));
}

describe.for(declaredTopics.map((declared) => [declared.template, declared] as const))("%s", ([, declared]) => {
  property.prop([fc.array(token, { minLength: 3, maxLength: 3 })])(
    "is found by what its builder makes, with its parameters",
    (tokens) => {
      const built = build(declared, tokens);
      expect(declaredTopicOf(built)).toBe(declared);
      const params = declared.params.map((name, index) => [name, tokens[index]]);
      expect(topicParams(declared, built)).toEqual(Object.fromEntries(params));
    },
  );
});

describe("a topic outside the registry", () => {
  test.for([
    "attacker",
    "attacker.observed.twice",
    "topology.status",
    "topology.t1.state",
    "topology.t1.status.now",
    "topology.t1.mutation",
    "topology.t1.mutation.done",
    "system.bus",
    "Attacker.observed",
  ])("is nobody's: %s", (text) => {
    expect(declaredTopicOf(text)).toBeUndefined();
  });

  property.prop([topic])("is nobody's, whatever it is; and what is found has the template's tokens", (text) => {
    const tokens = text.split(".");
    const fits = declaredTopics.filter(
      (declared) =>
        declared.tokens.length === tokens.length &&
        declared.tokens.every((wanted, index) => wanted === null || wanted === tokens[index]),
    );
    expect(fits.length).toBeLessThanOrEqual(1);
    expect(declaredTopicOf(text)).toBe(fits[0]);
  });
});

test("freeForm marks a text as meant", () => {
  expect(freeForm("lab.>")).toEqual({ freeForm: "lab.>" });
});
