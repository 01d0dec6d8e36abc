// What the bundler leaves out of oclif, and whose licences it collects. The bundle itself is what test/commands and test/packed run.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { builtinModules } from "../../tools/bundle/builtin-modules.ts";
import { leaveOut } from "../../tools/bundle/leave-out.ts";
import { licenceText, packagesOf } from "../../tools/bundle/licences.ts";
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

describe("what is left out of oclif and pino", () => {
  const LIB = "node_modules/@oclif/core/lib";
  const UNUSED = ["minimatch", "tinyglobby", "semver", "lilconfig", "thread-stream"];
  const FILES = {
    asks: UNUSED.map((name) => `require("${name}");`).join(" "),
    "config/plugin": "module.exports = (a, b) => a.id.localeCompare(b.id);",
    "util/os": `
      exports.platform = async () => ((await import('wsl-utils')).isWsl ? "wsl" : process.platform);
      exports.shell = async () => (require("node:child_process"), (await import('wsl-utils')).powerShellPath());`,
    "parser/parse":
      'const node_readline_1 = require("node:readline"); exports.ask = () => node_readline_1.createInterface();',
  };

  test("is the packages that nothing calls, the sorting by language, and what is for Windows", async () => {
    const code = await bundle(FILES);
    expect(code).not.toMatch(/localeCompare|isWsl|child_process/);
    for (const name of [...UNUSED, "wsl-utils"]) expect(code).not.toContain(`${name}"`);
    expect(code).toContain("a.id < b.id");
    // Not before somebody asks.
    expect(code).toMatch(/get createInterface\(\) \{\s*return \w+\("node:readline"\)/);
  });

  test.each([
    ["a package", { asks: FILES.asks.replace("tinyglobby", "node:fs") }, "tinyglobby"],
    ["the sorting", { "config/plugin": "module.exports = (a, b) => 0;" }, "a.id.localeCompare(b.id)"],
    ["the answers", { "parser/parse": "module.exports = {};" }, 'const node_readline_1 = require("node:readline");'],
  ])("is missed if they no longer have it: %s", async (_what, changed, missed) => {
    await expect(bundle({ ...FILES, ...changed })).rejects.toThrow(`nothing in it asks for ${missed} any more`);
  });

  /** Bundles a project whose oclif has these files. */
  function bundle(files: Readonly<Record<string, string>>): Promise<string> {
    const names = Object.keys(files);
    const sources = Object.fromEntries(names.map((name) => [`${LIB}/${name}.js`, files[name]!]));
    return bundleOf(
      {
        "main.js": names
          .map((name) => `export * as ${name.replace("/", "_")} from "@oclif/core/lib/${name}.js";`)
          .join("\n"),
        "node_modules/@oclif/core/package.json": '{ "name": "@oclif/core", "version": "1.0.0" }',
        ...sources,
      },
      leaveOut(),
    );
  }
});

describe("Node's own modules", () => {
  test("are not imported, which would load all that they have", async () => {
    const code = await bundleOf(
      { "main.js": 'import { randomBytes as random } from "node:crypto"; export const bytes = () => random(6);' },
      builtinModules(),
    );
    expect(code).toMatch(/^const \{ randomBytes(?:: \w+)? \} = process\.getBuiltinModule\("node:crypto"\);$/m);
    expect(code).not.toContain("import ");
    const { bytes } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { bytes: () => Uint8Array };
    expect(bytes()).toHaveLength(6);
  });

  test.each([
    'import fs from "node:fs"; export default fs;',
    'import * as fs from "node:fs"; export const all = { ...fs };',
  ])("are refused if it cannot be told what is asked for: %s", async (main) => {
    await expect(bundleOf({ "main.js": main }, builtinModules())).rejects.toThrow(
      /This import is not understood.*node:fs/,
    );
  });
});

/** The code that a project with these files becomes. */
async function bundleOf(files: Readonly<Record<string, string>>, plugin: Plugin): Promise<string> {
  await using build = await rolldown({ cwd: project(files), input: "main.js", platform: "node", plugins: [plugin] });
  const { output } = await build.generate();
  return output[0].code;
}

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
