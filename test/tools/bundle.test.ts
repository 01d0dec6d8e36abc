// What the bundler leaves out of oclif, and whose licences it collects. The bundle itself is what test/commands and test/packed run.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { licenceText, packagesOf } from "../../tools/bundle/licences.ts";
import { trimOclif } from "../../tools/bundle/trim-oclif.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("licences", () => {
  test("name each package once, with its version, its licence and the text of that", () => {
    const root = project({
      "node_modules/@some/one/package.json": '{ "name": "@some/one", "version": "1.2.3", "license": "MIT" }',
      "node_modules/@some/one/LICENSE-MIT.txt": "May be used.\n",
      "node_modules/other/package.json": '{ "name": "other", "version": "2.0.0", "license": "Apache-2.0" }',
      "node_modules/other/licence": "Under these terms.\n",
      "node_modules/other/NOTICE": "By somebody.\n",
    });
    const modules = ["@some/one/index.js", "other/a.js", "other/lib/b.js"];
    expect(licencesOf(root, modules)).toBe(
      [
        "The files in this folder contain code of these packages, each under its own licence.\n",
        `${RULE}\n@some/one 1.2.3\nLicence: MIT\n\nMay be used.\n`,
        `${RULE}\nother 2.0.0\nLicence: Apache-2.0\n\nBy somebody.\n\nUnder these terms.\n`,
      ].join("\n"),
    );
  });

  test("are not asked for of the project's own modules, nor of what the build made up; rolldown's helpers are rolldown's", () => {
    const root = project({ "package.json": '{ "name": "own", "version": "1.0.0" }' });
    const modules = [join(root, "src/a.ts"), "\0unused:semver", "\0rolldown/runtime.js"];
    expect(packagesOf(modules, root)).toMatchObject([
      { name: "rolldown", licence: "MIT", texts: [expect.stringContaining("MIT License") as string] },
    ]);
  });

  test("without a file are those that the sources claim, each once", () => {
    const root = project({
      "node_modules/bare/package.json": '{ "name": "bare", "version": "1.0.0", "license": "BSD-3-Clause" }',
      "node_modules/bare/a.js":
        "// Copyright Ann.\n// All rights reserved.\n/* What a does. */\nexport {}; // copyright\n",
      "node_modules/bare/b.js": "// Copyright Ann.\n// All rights reserved.\n\n/* Copyright Bob. */\nexport {};\n",
    });
    const [bare] = packagesOf([join(root, "node_modules/bare/a.js"), join(root, "node_modules/bare/b.js")], root);
    expect(bare?.texts).toEqual(["// Copyright Ann.\n// All rights reserved.", "/* Copyright Bob. */"]);
  });

  test("are those of the package, whatever package.json says of a folder in it", () => {
    const root = project({
      "node_modules/dual/package.json": '{ "name": "dual", "version": "1.0.0", "license": "MIT" }',
      "node_modules/dual/LICENSE": "May be used.",
      "node_modules/dual/esm/package.json": '{ "type": "module" }',
    });
    expect(licencesOf(root, ["dual/esm/index.js"])).toContain("\ndual 1.0.0\nLicence: MIT\n\nMay be used.\n");
  });

  test("must be known: a package that names none is refused", () => {
    const root = project({
      "node_modules/dark/package.json": '{ "name": "dark", "version": "1.0.0" }',
      "node_modules/dark/index.js": "export {};",
    });
    expect(() => licencesOf(root, ["dark/index.js"])).toThrow(/^dark 1\.0\.0 is in the bundle and has neither/);
  });
});

describe("what is left out of oclif", () => {
  const asks = 'require("minimatch"); require("tinyglobby"); require("semver");';
  const sorts = "module.exports = (a, b) => a.id.localeCompare(b.id);";

  test("is the packages that nothing calls, and the sorting by language", async () => {
    const code = await bundle({ asks, sorts });
    expect(code).not.toMatch(/localeCompare|minimatch"|tinyglobby"|semver"/);
    expect(code).toContain("a.id < b.id");
  });

  test.each([
    ["a package", { asks: asks.replace("tinyglobby", "node:fs"), sorts }, "tinyglobby"],
    ["the sorting", { asks, sorts: "module.exports = (a, b) => 0;" }, "a.id.localeCompare(b.id)"],
  ])("is missed if oclif no longer has it: %s", async (_what, sources, missed) => {
    await expect(bundle(sources)).rejects.toThrow(`nothing in it asks for ${missed} any more`);
  });

  /** Bundles a project with an oclif of two files. */
  async function bundle(sources: { readonly asks: string; readonly sorts: string }): Promise<string> {
    const cwd = project({
      "main.js": 'import "@oclif/core/lib/asks.js"; export { default } from "@oclif/core/lib/config/plugin.js";',
      "node_modules/@oclif/core/package.json": '{ "name": "@oclif/core", "version": "1.0.0" }',
      "node_modules/@oclif/core/lib/asks.js": sources.asks,
      "node_modules/@oclif/core/lib/config/plugin.js": sources.sorts,
    });
    await using build = await rolldown({ cwd, input: "main.js", platform: "node", plugins: [trimOclif()] });
    const { output } = await build.generate();
    return output[0].code;
  }
});

const RULE = "-".repeat(80);

function licencesOf(root: string, modules: readonly string[]): string {
  return licenceText(
    packagesOf(
      modules.map((module) => join(root, "node_modules", module)),
      root,
    ),
  );
}

/** A folder with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
