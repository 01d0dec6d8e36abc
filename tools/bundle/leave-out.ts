// Leaves out what oclif and pino do at every start and this command line never needs: a seventh of the time until the socket listens. Each
// is found by the name or the text that it has there. If an update changes that, the build fails and says what to look at.

import type { Plugin } from "rolldown";

/** Packages that are loaded by the way, and for what; nothing of them is called. */
const UNUSED: Readonly<Record<string, string>> = {
  minimatch: "finds plugins among the dependencies; there are none",
  tinyglobby: "finds commands in a folder; src/cli/commands.ts names them",
  semver: "whether Node is new enough, which bin/decnet.js has asked already",
  lilconfig: "finds settings of oclif's outside of package.json",
  "wsl-utils": "the name of a shell of Windows",
  "thread-stream": "writes pino's log in another thread",
};

/** A text in a file of oclif's, and what stands there instead. */
interface Change {
  readonly file: RegExp;
  readonly text: string;
  readonly instead: string;
}

const CHANGES: readonly Change[] = [
  // Ids of commands, sorted as words of a human language; V8 loads the tables of all languages for it. Ids are ASCII.
  {
    file: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: "a.id.localeCompare(b.id)",
    instead: "(a.id < b.id ? -1 : 1)",
  },
  // Whether this Linux runs inside of Windows. Nothing here depends on it.
  { file: /@oclif[\\/]core[\\/]lib[\\/]util[\\/]os\.js$/, text: "(await import('wsl-utils')).isWsl", instead: "false" },
  // For the name of a shell of Windows, once more.
  { file: /@oclif[\\/]core[\\/]lib[\\/]util[\\/]os\.js$/, text: 'require("node:child_process")', instead: "{}" },
  // For arguments that were not given and may come from stdin; seldom, so only then.
  {
    file: /@oclif[\\/]core[\\/]lib[\\/]parser[\\/]parse\.js$/,
    text: 'const node_readline_1 = require("node:readline");',
    instead: 'const node_readline_1 = { get createInterface() { return require("node:readline").createInterface; } };',
  },
];

/** Marks the id of a module that is left empty. */
const EMPTY = "\0unused:";

/** The build ends with an error if there is anything that could not be left out. */
export function leaveOut(): Plugin {
  const missing = new Set([...Object.keys(UNUSED), ...CHANGES.map(({ text }) => text)]);
  return {
    name: "leave-out",
    resolveId: (name) => {
      if (!(name in UNUSED)) return undefined;
      missing.delete(name);
      return EMPTY + name;
    },
    load: (id) => (id.startsWith(EMPTY) ? { code: "module.exports = {};", moduleType: "js" } : undefined),
    transform: (code, id) => {
      const changes = CHANGES.filter(({ file, text }) => file.test(id) && code.includes(text));
      if (changes.length === 0) return undefined;
      for (const { text } of changes) missing.delete(text);
      return { code: changes.reduce((changed, { text, instead }) => changed.replace(text, instead), code) };
    },
    buildEnd: (error) => {
      if (error !== undefined || missing.size === 0) return;
      const what = [...missing].join(", ");
      throw new Error(
        `oclif or pino has changed: nothing in it asks for ${what} any more. Take it out of tools/bundle/leave-out.ts.`,
      );
    },
  };
}
