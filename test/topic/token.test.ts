import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { BusError } from "../../src/errors.ts";
import { topicChoice, topicToken } from "../../src/topic/token.ts";
import { token } from "../support/arbitraries.ts";

describe("a token that a builder is given", () => {
  property.prop([token])("is returned if a topic can hold it", (text) => {
    expect(topicToken("id", text)).toBe(text);
  });

  test.each(["", "a.b", "*", ">", "a b", "a\n", "\ud800", "a*"])(
    "is refused if it would change the hierarchy: %j",
    (text) => {
      expect(() => topicToken("topologyId", text)).toThrow(BusError);
      expect(() => topicToken("topologyId", text)).toThrow(/^topologyId cannot be a token of a topic: /);
      expect(codeOf(() => topicToken("topologyId", text))).toBe("INVALID_TOPIC");
    },
  );

  test.each([undefined, null, 7, 7n, {}, ["a"], Symbol("x")])("is refused if it is no string: %o", (value) => {
    expect(codeOf(() => topicToken("id", value as string))).toBe("INVALID_TOPIC");
  });
});

describe("a choice that a builder is given", () => {
  test("is returned if it is one of those that are allowed", () => {
    expect(topicChoice("state", "applied", ["applied", "failed"])).toBe("applied");
  });

  test("is refused otherwise, and the message says what is allowed", () => {
    expect(codeOf(() => topicChoice("state", "done", ["applied", "failed"]))).toBe("INVALID_TOPIC");
    expect(() => topicChoice("state", "done", ["applied", "failed"])).toThrow(
      'state is "done"; it must be one of applied, failed.',
    );
  });
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof BusError) return error.code;
    throw error;
  }
  throw new Error("nothing was thrown");
}
