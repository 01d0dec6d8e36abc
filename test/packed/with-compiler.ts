// What a TypeScript must be able to do with the package as it is installed: every declaration in it is checked (skipLibCheck: false).

import { describe, expect, test } from "vitest";
import type { StrangersProject } from "../support/strangers-project.ts";

const RESOLUTIONS = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
} as const;

/** Needs the declarations of Node in the project. */
export function compilesWith(version: string, compiler: () => string, project: () => StrangersProject): void {
  const compile = (files: readonly string[], options: Readonly<Record<string, unknown>>): string =>
    project().compile({ compiler: compiler(), files, options });

  describe(`TypeScript ${version}`, () => {
    test.for([
      ["nodenext", true],
      ["nodenext", false],
      ["bundler", true],
      ["bundler", false],
    ] as const)(
      "takes a worker, a library and the type tests (%s, exactOptionalPropertyTypes: %o)",
      ([resolution, exactOptionalPropertyTypes]) => {
        const files = ["consumer.ts", "declared.ts", ...project().bringTypeTests()];
        expect(compile(files, { ...RESOLUTIONS[resolution], exactOptionalPropertyTypes })).toBe("");
      },
    );

    test("takes what is declared by hand (isolatedDeclarations)", () => {
      expect(compile(["isolated.ts"], { ...RESOLUTIONS.nodenext, isolatedDeclarations: true })).toBe("");
    });

    test("takes the declarations of a browser for those of Node, if there are none", () => {
      const options = { ...RESOLUTIONS.bundler, types: [], lib: ["es2022", "dom"] };
      expect(compile(["isolated.ts", "declared.ts"], options)).toBe("");
    });

    test("takes CommonJS", () => {
      project().write(
        "common.cts",
        `import { getBus } from "decnet-bus";
        import topics = require("decnet-bus/topics");
        getBus().publish(topics.topologyStatus("maze"), { state: "active", reason: "" });
        // @ts-expect-error -- a field is missing
        getBus().publish(topics.topologyStatus("maze"), { state: "active" });`,
      );
      expect(compile(["common.cts"], RESOLUTIONS.nodenext)).toBe("");
    });

    test("finds a mistake: the declarations are read, and not taken for any", () => {
      project().write(
        "mistake.ts",
        `import { getBus } from "decnet-bus";
        getBus().publish("topology.maze.status", { state: 5, reason: "" });`,
      );
      expect(compile(["mistake.ts"], RESOLUTIONS.nodenext)).toMatch(/^mistake\.ts\(2,\d+\): error TS2322/);
    });
  });
}
