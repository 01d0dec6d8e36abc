// Whoever writes a case learns of a mistake by file, line and field; variants become cases of their own.

import { describe, expect, test } from "vitest";
import { loadSuite } from "../../conformance/runner/load-suite.ts";

const HEAD = ["group: some", "about: Something.", "cases:"];

function load(...lines: readonly string[]) {
  return loadSuite("cases/some.yaml", [...HEAD, ...lines].join("\n"));
}

describe("a suite", () => {
  test("has its cases, their steps with file and line", () => {
    const { cases } = load(
      "  - name: one",
      "    requirements: [R-A-1]",
      "    steps:",
      "      - connect: {}",
      "      - { on: other, send: { ping: { ref: 7 } } }",
    );
    const [one] = cases;
    expect(one).toMatchObject({ id: "some/one", places: ["cases/some.yaml:7", "cases/some.yaml:8"] });
    expect(one!.spec.steps[1]).toMatchObject({ on: "other", action: { case: "send" } });
  });

  test("has a case for each variant, with its value in texts and in numbers", () => {
    const { cases } = load(
      "  - name: sizes",
      "    requirements: [R-A-1]",
      "    each: { small: '1', large: '22' }",
      "    steps:",
      "      - send_raw: { parts: [{ text: 'x{each}y' }], chunk_bytes: '{each}' }",
    );
    expect(cases.map(({ id }) => id)).toEqual(["some/sizes[small]", "some/sizes[large]"]);
    expect(cases[1]!.spec.steps[0]!.action.value).toMatchObject({ parts: [{ text: "x22y" }], chunkBytes: 22 });
  });
});

const CASE = ["  - name: one", "    requirements: [R-A-1]", "    steps:"];

describe("a mistake is told by file, line and field:", () => {
  test.each<[what: string, lines: readonly string[], message: string | RegExp]>([
    [
      "a step that does not exist",
      [...CASE, "      - connect: {}", "      - conect: {}"],
      /^cases\/some\.yaml:8: cases\[0\]\.steps\[1\]\.conect: Step has no field “conect”; it has on, connect/,
    ],
    [
      "a field that does not exist, deep inside",
      [...CASE, "      - send:", "          subscribe:", "            ref: 1", "            patern: a"],
      "cases/some.yaml:10: cases[0].steps[0].send.subscribe.patern: Subscribe has no field “patern”; it has ref, pattern",
    ],
    [
      "a text where a number belongs",
      [...CASE, "      - send: { ping: { ref: one } }"],
      /^cases\/some\.yaml:7: cases\[0\]\.steps\[0\]\.send\.ping\.ref: .*expected number/,
    ],
    [
      "a code that does not exist",
      [...CASE, "      - expect_closed: { goodbye: [CODE_NO_SUCH] }"],
      /^cases\/some\.yaml:7: cases\[0\]\.steps\[0\]\.expect_closed\.goodbye: .*CODE_NO_SUCH/,
    ],
    [
      "two things in one step",
      [...CASE, "      - { connect: {}, fence: {} }"],
      /^cases\/some\.yaml:7: cases\[0\]\.steps\[0\]\.fence: Step says one of: connect, send/,
    ],
    [
      "a step that does nothing",
      [...CASE, "      - on: peer"],
      "cases/some.yaml:7: cases[0].steps[0]: says nothing to do",
    ],
    [
      "a step that is a list",
      [...CASE, "      - [connect]"],
      "cases/some.yaml:7: cases[0].steps[0]: expected a mapping with fields of Step",
    ],
    [
      "a name that is there already",
      [...CASE, "      - fence: {}", ...CASE, "      - fence: {}"],
      "cases/some.yaml:8: cases[1].name: “one” is there already",
    ],
    [
      "a name in another case",
      ["  - name: One", "    requirements: [R-A-1]", "    steps: [{ fence: {} }]"],
      "cases/some.yaml:4: cases[0].name: “One” is no name in kebab case",
    ],
    [
      "no requirement",
      ["  - name: one", "    steps: [{ fence: {} }]"],
      "cases/some.yaml:4: cases[0].requirements: a case cites at least one",
    ],
    [
      "variants that nothing uses",
      ["  - name: one", "    requirements: [R-A-1]", "    each: { a: b }", "    steps: [{ fence: {} }]"],
      "cases/some.yaml:6: cases[0].each: each and {each} go together",
    ],
    [
      "a place for variants, and none",
      [...CASE, "      - subscribe: { patterns: ['{each}'] }"],
      "cases/some.yaml:4: cases[0].each: each and {each} go together",
    ],
    ["what is no YAML", ["  - name: [one"], /^cases\/some\.yaml:\d+: is no YAML: /],
  ])("%s", (_what, lines, message) => {
    expect(() => load(...lines)).toThrow(message);
  });

  test("a group that is not the file's", () => {
    expect(() => loadSuite("cases/other.yaml", HEAD.join("\n"))).toThrow(
      "cases/other.yaml:1: group: is “some”; the file's name says “other”",
    );
  });

  test("a file that holds nothing of the kind", () => {
    expect(() => loadSuite("cases/some.yaml", "- 1\n")).toThrow("cases/some.yaml:1: the file: expected a mapping");
    expect(() => loadSuite("cases/some.yaml", "")).toThrow("cases/some.yaml:1: the file: expected a mapping");
  });
});
