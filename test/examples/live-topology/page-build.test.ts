// When the page is built again: for whatever is newer than it.

import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { isOlder } from "../../../examples/live-topology/launcher/page-build.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const OLD_S = 1_000;
const BUILT_S = 2_000;
const NEW_S = 3_000;

test("a page is older than a changed source, a source that is gone, and other versions of what it is made of", () => {
  const folder = temporaryFolder();
  const at = (path: string, seconds: number): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "");
    utimesSync(file, seconds, seconds);
    return file;
  };
  const built = join(folder, "editor/dist/index.html");
  const sources = [join(folder, "editor"), join(folder, "package-lock.json")];
  const [app, lock] = [at("editor/src/app.tsx", OLD_S), at("package-lock.json", OLD_S)];
  expect(isOlder(built, sources), "there is none").toBe(true);

  at("editor/dist/index.html", BUILT_S);
  at("editor/dist/assets/app.js", NEW_S);
  at("editor/node_modules/.vite/cache.json", NEW_S);
  const src = join(folder, "editor/src");
  utimesSync(src, OLD_S, OLD_S);
  utimesSync(join(folder, "editor/node_modules"), OLD_S, OLD_S);
  expect(isOlder(built, sources), "nothing has changed").toBe(false);

  for (const changed of [app, lock]) {
    utimesSync(changed, NEW_S, NEW_S);
    expect(isOlder(built, sources), changed).toBe(true);
    utimesSync(changed, OLD_S, OLD_S);
  }
  rmSync(app);
  expect(isOlder(built, sources), "a source is gone").toBe(true);
});
