// Is generated text laid out as the formatter of the project would?

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../../tools/run-buf.ts";
import { withTempFolder } from "../../../tools/temp-folder.ts";

/** Names of the files that the formatter would change, a line each, or what it said instead. */
export function unformatted(files: Readonly<Record<string, string>>): Promise<string> {
  return withTempFolder((folder) => {
    writeFileSync(join(folder, ".oxfmtrc.json"), `{ "printWidth": 120 }`);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const oxfmt = join(PROJECT_ROOT, "node_modules/.bin/oxfmt");
    const { status, stdout, stderr } = spawnSync(oxfmt, ["--list-different", ...Object.keys(files)], {
      cwd: folder,
      encoding: "utf8",
    });
    return status === 0 ? stdout : stdout + stderr;
  });
}
