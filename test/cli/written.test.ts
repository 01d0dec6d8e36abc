// Where a command fails, and has printed more than fits into the pipe.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { written } from "../../src/cli/written.ts";
import { PROGRAM_PARTS } from "../../tools/package-deb/stage.ts";
import { assertBuilt, minimalEnv, ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A pipe takes 64 KiB; here it is almost full. Its reader begins when there is something on descriptor 3. */
const WITH_LATE_READER = `{ head -c 60000 /dev/zero; "$@"; echo "status $?" >&2; } | { read _ <&3; cat; }`;

test("all that a failing command has printed reaches a reader that comes late", async () => {
  assertBuilt();
  // A service could not use a package that only its owner can read. This is found when the plan has been printed.
  const folder = temporaryFolder();
  for (const part of PROGRAM_PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const command = [join(folder, "bin/decnet.js"), "bus", "install", "--dry-run", "--prefix", folder];
  const child = spawn("sh", ["-c", WITH_LATE_READER, "sh", process.execPath, ...command], {
    env: minimalEnv(),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let notes = "";
  child.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
    notes += chunk;
    if (chunk.includes("INVALID_CONFIG")) (child.stdio[3] as Writable).end("now\n");
  });
  const output = await text(child.stdout!);
  await ended;
  expect(output).toContain(`\ncreate    ${join(folder, "etc/decnet/bus.env")}\n`);
  expect(notes).toContain("\nstatus 78\n");
});

test("a stream that broke is not waited for", async () => {
  const stream = new PassThrough();
  stream.on("error", () => {});
  stream.destroy(new Error("the terminal is gone"));
  await written(stream);
  expect(stream.destroyed).toBe(true);
});
