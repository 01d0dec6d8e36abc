// The page is built when it is missing, or older than something that it is made of.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const WORKSPACE = join(import.meta.dirname, "..");
const EDITOR = join(WORKSPACE, "editor");

/** Nothing to do, or built. What went wrong otherwise, for people: the API works without a page. */
export function buildPageIfStale(say: (line: string) => void): string | undefined {
  const { scripts } = JSON.parse(readFileSync(join(WORKSPACE, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  if (scripts["build"] === undefined) return "There is no page in this checkout; the API is there all the same.";
  if (!isStale()) return undefined;
  say("building the page");
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: WORKSPACE,
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return `The page could not be built; the API is there all the same. Run npm run build in ${WORKSPACE}.\n${stdout}${stderr}`;
}

function isStale(): boolean {
  const built = join(EDITOR, "dist/index.html");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return [EDITOR, join(WORKSPACE, "shared")].some((folder) => newestMs(folder) > builtMs);
}

/** When the newest source in a folder was changed. */
function newestMs(folder: string): number {
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    ({ parentPath, name }) => !`${parentPath}/${name}/`.includes("/dist/") && !parentPath.includes("node_modules"),
  );
  return Math.max(0, ...sources.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
