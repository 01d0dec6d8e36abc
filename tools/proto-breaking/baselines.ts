// Which earlier versions of proto/ the present one must be compatible with. What was released binds: the newest
// release, if there is one. Before the first release the last two commits stand in for it: the work tree may differ
// from HEAD, and in CI, where it does not, HEAD from its parent.

import { git } from "./git.ts";

/** Revisions that have a proto/ with its buf.yaml, or why there are none. */
export function findBaselines(root: string): readonly string[] | { readonly none: string } {
  const inside = git(root, "rev-parse", "--is-inside-work-tree");
  if (!inside.ok) return { none: `git finds no repository (${inside.text})` };
  if (!git(root, "rev-parse", "--verify", "--quiet", "HEAD").ok) return { none: "there is no commit yet" };
  const release = newestRelease(root);
  const candidates = release === undefined ? ["HEAD", "HEAD~1"] : [release];
  const found = candidates.filter((revision) => hasProto(root, revision));
  if (found.length > 0) return found;
  return { none: `no proto/ with a buf.yaml beside it is in ${candidates.join(", nor in ")}` };
}

/** A tag such as v1.2.0 in the history of HEAD. v1.2.0-rc.1 counts as older than v1.2.0. */
function newestRelease(root: string): string | undefined {
  const sorting = ["-c", "versionsort.suffix=-"];
  const tags = git(root, ...sorting, "tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname");
  return tags.text.split("\n").find((tag) => tags.ok && tag !== "");
}

function hasProto(root: string, revision: string): boolean {
  return ["proto", "buf.yaml"].every((path) => git(root, "cat-file", "-e", `${revision}:./${path}`).ok);
}
