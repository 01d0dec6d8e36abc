// The package where every user of the host can run it. A clone may lie in a folder that only its owner can enter, such as its home, so
// what is published is copied, with what it needs, into one that everybody can; the Node that runs this is handed over as an open file.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { assertBuilt, minimalEnv, ROOT } from "./run-command.ts";
import { type Outcome, RunningProcess } from "./running-process.ts";

export interface User {
  /** It need not be in /etc/passwd. */
  readonly id: number;
  /** The number of its own group. Default: `id`. */
  readonly own?: number;
  /** Further groups, by number. */
  readonly groups: readonly number[];
}

/** Not $TMPDIR, which may be one user's own. */
const FOR_EVERYBODY = "/tmp";

export class Installation implements Disposable {
  readonly folder: string;
  readonly #node = openSync(process.execPath, "r");
  #folders = 0;

  constructor() {
    assertBuilt();
    this.folder = mkdtempSync(join(FOR_EVERYBODY, "decnet-"));
    for (const part of ["bin", "dist", "oclif.manifest.json", "package.json"]) this.#copy(join(ROOT, part));
    for (const dependency of dependenciesOf(ROOT)) this.#copy(dependency);
    // Whatever the umask was when it was cloned.
    execFileSync("chmod", ["-R", "a+rX", this.folder]);
  }

  /** A new folder that belongs to `user`, and that everybody can enter. */
  folderOf(user: User): string {
    const folder = join(this.folder, `of-${user.id}-${++this.#folders}`);
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    execFileSync("chown", [`${user.id}:${user.id}`, folder]);
    return folder;
  }

  /** Starts `decnet …` as `user`. */
  start(user: User, args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningProcess {
    const groups = user.groups.length === 0 ? "--clear-groups" : `--groups=${user.groups.join(",")}`;
    const as = [`--reuid=${user.id}`, `--regid=${user.own ?? user.id}`, groups];
    const command = [`/proc/self/fd/${INHERITED_FD}`, join(this.folder, "bin/decnet.js"), ...args];
    return new RunningProcess("setpriv", [...as, "--", ...command], {
      env: { ...minimalEnv(), ...env },
      cwd: this.folder,
      inherit: this.#node,
    });
  }

  async run(user: User, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    await using command = this.start(user, args, env);
    return await command.ended;
  }

  [Symbol.dispose](): void {
    closeSync(this.#node);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #copy(path: string): void {
    const target = join(this.folder, relative(ROOT, path));
    mkdirSync(dirname(target), { recursive: true });
    // A nested node_modules holds dependencies of dependencies, which come by themselves.
    cpSync(path, target, { recursive: true, filter: (source) => source === path || !source.endsWith("/node_modules") });
  }
}

/** Where `inherit` arrives: behind the three standard streams. */
const INHERITED_FD = 3;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Folders of the packages that `folder` needs at run time, directly or not, as Node finds them. */
function dependenciesOf(folder: string, found = new Set<string>()): ReadonlySet<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  for (const name of Object.keys(dependencies)) {
    const dependency = resolvePackage(folder, name);
    if (found.has(dependency)) continue;
    found.add(dependency);
    dependenciesOf(dependency, found);
  }
  return found;
}

function resolvePackage(from: string, name: string): string {
  for (let folder = from; folder.startsWith(ROOT); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return candidate;
  }
  throw new Error(`${from} needs ${name}, which is not installed. Run: npm ci`);
}
