// Runs the generators into a folder that is not the work tree, laid out as the project is. What becomes of it (written,
// or compared) is for others.

import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runBuf } from "../run-buf.ts";
import { generatePythonMessages, noPythonMessages } from "./python-messages.ts";

/** The topic lock, relative to the project's root. */
const LOCK = join("proto", "topics.lock.json");

/** The first step: the frames and the topic option, which the second step imports from the work tree's gen/. */
export function generateFrames(into: string): void {
  runBuf(["generate", "--template", "buf.gen.bus.yaml", "-o", into]);
}

/**
 * The second step: everything, and the lock of `project` with the families that are new.
 * @throws Error if a declaration breaks a rule, or a promise of the lock is broken.
 */
export async function generateAll(into: string, project: string): Promise<void> {
  await mkdir(join(into, "proto"), { recursive: true });
  if (existsSync(join(project, LOCK))) await copyFile(join(project, LOCK), join(into, LOCK));
  // Not before now: these modules import gen/, which the first step may have had to write.
  const { updateLock } = await import("../topic-lock/lock-file.ts");
  const { readImage } = await import("../topic-lock/read-image.ts");
  const { violations } = updateLock(join(into, LOCK), readImage());
  if (violations.length > 0) throw new Error(["A promise to subscribers is broken.", ...violations].join("\n"));
  runBuf(["generate", "-o", into]);
  if (noPythonMessages() === undefined) generatePythonMessages(into);
}
