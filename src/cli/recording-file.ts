// The file, or the pipe, that a recording is written to. Whatever happens, what is in a file are whole entries.

import { type FileHandle, open } from "node:fs/promises";
import { Errors } from "@oclif/core";
import { systemErrorCode } from "../errors.ts";
import type { RecordingSink } from "../recording/recorder.ts";
import { frameEnd } from "../wire/frame-size.ts";
import { EXIT_USAGE } from "./exit-codes.ts";

/** What is on a bus is for the members of its group; who else may read a recording is for its owner to say. */
const MODE = 0o600;

export interface RecordingFile extends RecordingSink {
  /** Resolves when all of it is on the disk. */
  close(): Promise<void>;
}

/** Makes the file. Rejects with a usage error if there is one already, unless `force`; with the system's if it cannot be made. */
export async function createRecordingFile(path: string, force: boolean): Promise<RecordingFile> {
  try {
    return new HandleFile(path, await open(path, force ? "w" : "wx", MODE));
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") throw existsAlready(path);
    throw error;
  }
}

export function existsAlready(path: string): Error {
  return new Errors.CLIError(`${path} exists already. Choose another file, or overwrite it with --force.`, {
    exit: EXIT_USAGE,
  });
}

class HandleFile implements RecordingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** Bytes of whole entries that are in it. */
  #written = 0;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) done += (await this.#handle.write(bytes, done)).bytesWritten;
      this.#written += bytes.length;
    } catch (error) {
      // What is no file, such as /dev/full, has no length that could be set.
      await this.#handle.truncate(this.#written + wholeEntries(bytes, done)).catch(() => {});
      throw cannotBeWritten(this.#path, error);
    }
  }

  async close(): Promise<void> {
    // Not everything that can be written has a disk behind it.
    await this.#handle.sync().catch((error: unknown) => {
      if (systemErrorCode(error) !== "EINVAL") throw error;
    });
    await this.#handle.close();
  }
}

/** As the system's, with what somebody needs to know. */
function cannotBeWritten(path: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  const message = `${path} cannot be written; what was recorded before is kept in it. ${why}`;
  return Object.assign(new Error(message, { cause: error }), { code: systemErrorCode(error), syscall: "write" });
}

/** How many bytes the entries have that lie whole in the first `written` of them. */
export function wholeEntries(bytes: Uint8Array, written: number): number {
  let at = 0;
  for (let end = frameEnd(bytes, at); end <= written; end = frameEnd(bytes, at)) {
    at = end;
    if (at >= bytes.length) break;
  }
  return at;
}

/** A pipe; whoever reads it decides how fast. What cannot be written to it is the stream's own error. */
export function recordingPipe(stream: NodeJS.WritableStream): RecordingFile {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      }),
    close: () => Promise.resolve(),
  };
}

/** Nobody wants a recording on a terminal, or to type one. */
export function refuseTerminal(stream: { readonly isTTY?: boolean }, name: string): void {
  if (stream.isTTY !== true) return;
  const message = `A recording is no text, and ${name} is a terminal: give a file, or use a pipe.`;
  throw new Errors.CLIError(message, { exit: EXIT_USAGE });
}
