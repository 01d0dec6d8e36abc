// A change to one file: planned first, so that it can be shown, and made afterwards.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { BusError, systemErrorCode } from "../errors.ts";

export type Action = "create" | "replace" | "remove" | "unchanged" | "keep";

export interface Change {
  /** The whole path, prefix included. */
  readonly path: string;
  readonly action: Action;
  /** Its content now; undefined if it does not exist, or is a link. */
  readonly before: string | undefined;
  /** What it shall be; undefined for one that shall not exist. */
  readonly after: string | undefined;
  /** For people, where the action does not say enough. */
  readonly note?: string;
  /** A program has made it, at length: its difference would tell nobody anything. */
  readonly generated?: true;
}

/** Whatever the umask is: the service's user reads it. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * The content of the file; undefined if there is none.
 * @throws BusError INVALID_CONFIG if something else is in the way, PERMISSION_DENIED.
 */
export function readPlain(path: string): string | undefined {
  return withPath(path, () => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) throw inTheWay(path, linkFault(readlinkSync(path)));
    if (!stats.isFile()) throw inTheWay(path, "is no file. Remove it");
    return readFileSync(path, "utf8");
  });
}

/** @returns Whether a symbolic link is there, wherever it leads. */
export function isLink(path: string): boolean {
  return withPath(path, () => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true);
}

/**
 * The change that gives the file this content.
 * @throws BusError as `readPlain` does.
 */
export function changeTo(path: string, after: string): Change {
  const before = readPlain(path);
  return { path, action: before === undefined ? "create" : before === after ? "unchanged" : "replace", before, after };
}

/**
 * The change that takes the file away.
 * @throws BusError as `readPlain` does.
 */
export function removalOf(path: string): Change {
  const before = readPlain(path);
  return { path, action: before === undefined ? "unchanged" : "remove", before, after: undefined };
}

/** Makes the change, completely or not at all. */
export function makeChange({ path, action, after = "" }: Change): void {
  if (action === "unchanged" || action === "keep") return;
  withPath(path, () => {
    if (action === "remove") {
      rmSync(path, { force: true });
      return;
    }
    makeFolders(dirname(path));
    const aside = `${path}.decnet-new`;
    writeFileSync(aside, after);
    chmodSync(aside, FILE_MODE);
    renameSync(aside, path);
  });
}

/** Whatever the umask is: the service's user, and the workers, read what is in them. */
function makeFolders(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, FOLDER_MODE);
}

/** As `diff -u` shows it; empty if nothing changes, or nobody would read it. */
export function diffOf({ path, action, before, after, generated }: Change): string {
  if (action === "unchanged" || action === "keep" || generated === true) return "";
  const from = before === undefined ? "/dev/null" : path;
  const to = after === undefined ? "/dev/null" : path;
  return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
}

function linkFault(target: string): string {
  if (target === "/dev/null")
    return "masks the unit. Take the mask away (systemctl unmask decnet-bus.service decnet-bus.socket)";
  return `is a symbolic link to ${target}. Remove it`;
}

function inTheWay(path: string, fault: string): BusError {
  return new BusError("INVALID_CONFIG", `${path} ${fault}, and try again.`);
}

/** Says what the system refuses, and to whom. */
function withPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    switch (systemErrorCode(error)) {
      case "EACCES":
      case "EPERM":
      case "EROFS": {
        const what = `This user may not change ${path} (${systemErrorCode(error)}).`;
        throw new BusError("PERMISSION_DENIED", `${what} Run it as root (sudo), or below another folder (--prefix).`, {
          cause: error,
        });
      }
      case "ENOTDIR":
      case "EEXIST":
        throw inTheWay(dirname(path), "cannot be a folder: there is a file in the way. Remove it");
      default:
        throw error;
    }
  }
}
