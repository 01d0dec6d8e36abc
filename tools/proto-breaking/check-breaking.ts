// Compares the messages of proto/ with an earlier version: fields and numbers, by buf. (Topics are the topic lock's
// business: buf does not look at options.) The earlier version is an archive that git makes, which works in a worktree
// and in a shallow clone as well.

import { join } from "node:path";
import { findWithBuf, runBuf } from "../run-buf.ts";
import { withTempFolder } from "../temp-folder.ts";
import { git } from "./git.ts";

/**
 * What in `root`/proto breaks somebody who was built with `revision`, a line each; empty = nothing.
 * @throws Error if the two cannot be compared.
 */
export async function checkBreaking(root: string, revision: string): Promise<string[]> {
  return withTempFolder((folder) => {
    const archive = join(folder, "earlier.tar");
    const unpacked = git(root, "archive", "--output", archive, revision, "buf.yaml", "proto");
    if (!unpacked.ok) {
      throw new Error(`git cannot archive proto/ of ${revision} (${unpacked.text}). Fetch the whole history.`);
    }
    // Proto that does not compile would come back as a finding like any other.
    runBuf(["build"], root);
    return findWithBuf(["breaking", "--against", archive], root);
  });
}
