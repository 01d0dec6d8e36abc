// `npm run gen:check`: does the project hold exactly what its proto files and its plugin make? Reads the work tree,
// writes only to a temporary folder.

import { withTempFolder } from "../temp-folder.ts";
import { describeDifference, differingFiles, strayFiles, type Difference } from "./compare-outputs.ts";
import { generateAll, generateFrames } from "./run-generation.ts";

const HINT = "gen/ is output: change proto/ or the plugin, then run `npm run gen`";

/**
 * A report of what differs in `project` from a fresh generation, or undefined if nothing does.
 * @throws Error if the generation itself fails.
 */
export async function checkGenerated(project: string): Promise<string | undefined> {
  return withTempFolder(async (fresh) => {
    const report = (found: readonly Difference[]): string =>
      [...found.map((file) => describeDifference(file, fresh, project)), HINT].join("\n");

    generateFrames(fresh);
    // The second step reads the declarations with the committed gen/decnet/bus; were that wrong, it would fail or lie.
    const frames = differingFiles(fresh, project);
    if (frames.length > 0) return report(frames);
    await generateAll(fresh, project);
    const found = [...differingFiles(fresh, project), ...strayFiles(fresh, project)];
    return found.length > 0 ? report(found) : undefined;
  });
}
