// The page is built when it is missing, or older than something that it is made of.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const WORKSPACE = join(import.meta.dirname, "..");
const EDITOR = join(WORKSPACE, "editor");
/** With the versions of what the bundler takes out of node_modules. */
const SOURCES = [
  EDITOR,
  join(WORKSPACE, "shared"),
  join(WORKSPACE, "package.json"),
  join(WORKSPACE, "../../package-lock.json"),
];

/** Nothing to do, or built. What went wrong otherwise, for people: the API works without a page. */
export function buildPageIfStale(say: (line: string) => void): string | undefined {
  const { scripts } = JSON.parse(readFileSync(join(WORKSPACE, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  if (scripts["build"] === undefined) return "There is no page in this checkout; the API is there all the same.";
  if (!isOlder(join(EDITOR, "dist/index.html"), SOURCES)) return undefined;
  say("building the page");
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: WORKSPACE,
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return `The page could not be built; the API is there all the same. Run npm run build in ${WORKSPACE}.\n${stdout}${stderr}`;
}

/** Something that it is made of is newer than it, or it is not there. Sources are files, or folders with all that is in them. */
export function isOlder(built: string, sources: readonly string[]): boolean {
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return sources.some((source) => newestMs(source) > builtMs);
}

/** When the newest file was changed, or one was taken away. */
function newestMs(source: string): number {
  const self = statSync(source);
  if (!self.isDirectory()) return self.mtimeMs;
  const within = readdirSync(source, { recursive: true, withFileTypes: true }).filter(
    ({ parentPath, name }) => !`${parentPath}/${name}/`.includes("/dist/") && !parentPath.includes("node_modules"),
  );
  return Math.max(0, ...within.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
