// Node's own modules, asked for as `require` does. `import` reads every export of theirs, and with it loads what they load only when it is
// used: the web's cryptography for a random number, streams for a file's size. A tenth of a start.

import type { Plugin } from "rolldown";

/** As rolldown writes them: at the beginning of a line, with names in braces, one by one. */
const IMPORT = /^import \{ (?<names>[^{}]+) \} from "(?<module>node:[^"]+)";$/gm;
/** Any other way. rolldown's own `require` is made from an import, and needs no more than that. */
const OTHER_IMPORT = /^import (?!\{ createRequire(?: as \w+)? \} from "node:module").*"node:.*$/m;

export function builtinModules(): Plugin {
  return {
    name: "builtin-modules",
    renderChunk: (code) => {
      const changed = code.replace(IMPORT, (statement, names: string, module: string) => {
        if (module === "node:module") return statement;
        return `const { ${names.replaceAll(" as ", ": ")} } = process.getBuiltinModule("${module}");`;
      });
      const left = OTHER_IMPORT.exec(changed)?.[0];
      if (left !== undefined)
        throw new Error(`This import is not understood by tools/bundle/builtin-modules.ts: ${left}`);
      return { code: changed };
    },
  };
}
