// Completes package-lock.json after a dependency change.
//
// Native packages come as a family, one optional package per platform. Where a registry does not serve the members for other
// platforms, `npm install` leaves them out of the lock, and `npm ci` then refuses that lock because it does not agree with
// the manifests (npm/cli#9846). What npm needs to know about a package that it is not going to install is little: that it
// exists in this version, that it is optional, and for which platform. That much is added here.
//
// Usage: node tools/complete-lock.ts [package-lock.json]

import { readFileSync, writeFileSync } from "node:fs";

/** What we read and write of a package's entry; whatever else it holds is kept. */
interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The part of a lockfile that matters here. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface Completion {
  /** The lock with the entries in it; all else is as it was. */
  readonly lock: Lockfile;
  /** Where entries were added, for example `node_modules/@esbuild/win32-x64`. */
  readonly added: readonly string[];
  /** `name@range` of missing packages whose range is not one exact version, so that nobody can say which one is meant. */
  readonly unclear: readonly string[];
}

const OS_NAMES = "aix android darwin freebsd linux netbsd openbsd openharmony sunos win32".split(" ");
/** How the names of packages spell a CPU, and how npm does. The first match counts, so `arm64` stands before `arm`. */
const CPU_SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/arm64|aarch64/, "arm64"],
  [/x86_64|x64/, "x64"],
  [/\barm(v\d)?/, "arm"],
  [/ia32|\bx86\b/, "ia32"],
  [/loong64/, "loong64"],
  [/mips64el/, "mips64el"],
  [/ppc64/, "ppc64"],
  [/riscv64/, "riscv64"],
  [/s390x/, "s390x"],
  [/wasm32/, "wasm32"],
];

/** Returns the lock with an entry for every optional dependency. Completing it again changes nothing. */
export function completeLock(lock: Lockfile): Completion {
  const packages = new Map(Object.entries(lock.packages));
  const added: string[] = [];
  const unclear: string[] = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (placesFor(name, parent).some((place) => packages.has(place))) continue;
      if (!/^\d+\.\d+\.\d+/.test(range)) {
        unclear.push(`${name}@${range}`);
        continue;
      }
      const place = `node_modules/${name}`;
      packages.set(place, stubFor(name, range, entry));
      added.push(place);
    }
  }
  const sorted = [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added, unclear };
}

/** Where Node looks for a dependency of the package at `parent`: beside it, then outwards. */
function placesFor(name: string, parent: string): readonly string[] {
  const places = [`node_modules/${name}`];
  for (let folder = parent; folder !== ""; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    if (!folder.endsWith("node_modules")) places.push(`${folder}/node_modules/${name}`);
  }
  return places;
}

function stubFor(name: string, version: string, parent: LockedPackage): LockedPackage {
  const words = name.toLowerCase();
  const cpu = CPU_SPELLINGS.find(([spelling]) => spelling.test(words))?.[1];
  const os = OS_NAMES.filter((candidate) => words.includes(candidate));
  return {
    version,
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(parent.dev === true && { dev: true }),
    ...(words.includes("musl") && { libc: ["musl"] }),
    ...(parent.license !== undefined && { license: parent.license }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

function main(file: string): void {
  const { lock, added, unclear } = completeLock(JSON.parse(readFileSync(file, "utf8")) as Lockfile);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  console.log(added.length === 0 ? `${file} is complete.` : `Added ${added.length} entries to ${file}:`);
  for (const place of added) console.log(`  ${place}`);
  if (unclear.length === 0) return;
  console.error(`Left out, for want of an exact version: ${unclear.join(", ")}.`);
  console.error("`npm ci` may refuse the lock. Install the package that asks for them in a version that pins them.");
  process.exitCode = 1;
}

if (import.meta.main) main(process.argv[2] ?? "package-lock.json");
