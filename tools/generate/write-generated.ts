// `npm run gen`: brings gen/, docs/ and the topic lock up to date. Everything is generated aside first, so a
// declaration that breaks a rule leaves the work tree as it was (but for the frames, which the second step needs in
// place).

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { withTempFolder } from "../temp-folder.ts";
import { differingFiles, strayFiles, type Difference } from "./compare-outputs.ts";
import { generateAll, generateFrames } from "./run-generation.ts";

/**
 * Writes what differs into `project`, removes from its gen/ what nothing generates any more, and returns what it did,
 * as the differences that are no more.
 * @throws Error if the generation fails.
 */
export async function writeGenerated(project: string): Promise<Difference[]> {
  return withTempFolder(async (fresh) => {
    generateFrames(fresh);
    const frames = differingFiles(fresh, project);
    for (const { path } of frames) write(path, fresh, project);
    await generateAll(fresh, project);
    const rest = differingFiles(fresh, project);
    for (const { path } of rest) write(path, fresh, project);
    const strays = strayFiles(fresh, project);
    for (const { path } of strays) rmSync(join(project, path));
    return [...frames, ...rest, ...strays];
  });
}

function write(path: string, fresh: string, project: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  copyFileSync(join(fresh, path), join(project, path));
}
