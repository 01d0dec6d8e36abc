// Page and cases hold each other: what is required is tested, and what is tested is required.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { casesOf, readRequirements } from "../../conformance/runner/run-conformance.ts";
import { ROOT } from "../support/run-command.ts";

const requirements = readRequirements(ROOT);
const sides = ["broker", "client"] as const;
const cases = sides.flatMap((side) => casesOf({ root: ROOT, side }).map((playable) => ({ ...playable, side })));
const cited = new Set(cases.flatMap(({ spec }) => spec.requirements));
describe("every requirement", () => {
  test("is read from the page: none is written in another way", () => {
    const page = readFileSync(join(ROOT, "docs/protocol.md"), "utf8");
    const bullets = page.split("\n").filter((line) => line.startsWith("- **R-"));
    expect(bullets).toHaveLength(requirements.size);
    expect(requirements.size).toBeGreaterThan(150);
  });

  test.each([...requirements.values()])("$id is one sentence", ({ text }) => {
    expect(text).toMatch(/^[A-Z`0-9].*\.$/);
    expect(text).not.toMatch(/[a-z]\. [A-Z]/);
  });

  test("is cited by a case", () => {
    expect([...requirements.keys()].filter((id) => !cited.has(id))).toEqual([]);
  });
});

describe("every case", () => {
  test("is one of at least a hundred, variants not counted", () => {
    expect(new Set(cases.map(({ id }) => id.replace(/\[.*/, ""))).size).toBeGreaterThanOrEqual(100);
  });

  test("cites requirements of the page, of whoever is under test or of both sides", () => {
    const strangers = cases.flatMap(({ id, spec, side }) =>
      spec.requirements
        .filter((name) => ![side, "both"].includes(requirements.get(name)?.side ?? "nobody"))
        .map((name) => `${id}: ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  test("is a SHOULD exactly if all that it cites is", () => {
    const wrong = cases.filter(
      ({ spec }) => spec.should !== spec.requirements.every((name) => requirements.get(name)?.level === "SHOULD"),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
