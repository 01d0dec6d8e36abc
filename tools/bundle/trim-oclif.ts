// Leaves out what oclif does at every start and this command line never needs: a tenth of the time until the socket listens. Each is
// found by the name or the text that it has in oclif. If an update changes that, the build fails and says what to look at.

import type { Plugin } from "rolldown";

/** Packages that are loaded by the way, and for what; nothing of them is called. */
const UNUSED: Readonly<Record<string, string>> = {
  minimatch: "finds plugins among the dependencies; there are none",
  tinyglobby: "finds commands in a folder; src/cli/commands.ts names them",
  semver: "whether Node is new enough, which bin/decnet.js has asked already",
};

/** Ids of commands, sorted as words of a human language; V8 loads the tables of all languages for it. Ids are ASCII. */
const COLLATION = { file: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/, text: "a.id.localeCompare(b.id)" };
const COMPARISON = "(a.id < b.id ? -1 : 1)";

/** Marks the id of a module that is left empty. */
const EMPTY = "\0unused:";

/** The build ends with an error if there is anything that could not be left out. */
export function trimOclif(): Plugin {
  const missing = new Set([...Object.keys(UNUSED), COLLATION.text]);
  return {
    name: "trim-oclif",
    resolveId: (name) => {
      if (!(name in UNUSED)) return undefined;
      missing.delete(name);
      return EMPTY + name;
    },
    load: (id) => (id.startsWith(EMPTY) ? { code: "module.exports = {};", moduleType: "js" } : undefined),
    transform: (code, id) => {
      if (!COLLATION.file.test(id) || !code.includes(COLLATION.text)) return undefined;
      missing.delete(COLLATION.text);
      return { code: code.replace(COLLATION.text, COMPARISON) };
    },
    buildEnd: (error) => {
      if (error !== undefined || missing.size === 0) return;
      const what = [...missing].join(", ");
      throw new Error(
        `oclif has changed: nothing in it asks for ${what} any more. Take it out of tools/bundle/trim-oclif.ts.`,
      );
    },
  };
}
