// node tools/topic-lock/main.ts check|update [image] [--lock file]
//
// check: fails if a locked topic was renamed, removed, given to another message, or has another event type.
// update: the same, and then adds the families that are new. It never changes or removes an entry.

import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT_ROOT } from "../run-buf.ts";
import { checkLock } from "./check-lock.ts";
import { readLock, updateLock } from "./lock-file.ts";
import { readImage } from "./read-image.ts";

const USAGE = "Usage: node tools/topic-lock/main.ts check|update [image] [--lock file]";

function main(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { lock: { type: "string" } } });
  const [command, image, ...more] = positionals;
  if ((command !== "check" && command !== "update") || more.length > 0) throw new Error(USAGE);
  const lock = values.lock ?? join(PROJECT_ROOT, "proto", "topics.lock.json");
  const declared = readImage(image);
  const { violations, added } = command === "update" ? updateLock(lock, declared) : checkLock(readLock(lock), declared);
  if (violations.length > 0) throw new Error(["A promise to subscribers is broken.", ...violations].join("\n"));
  const done = command === "update" ? "added to" : "not yet in";
  for (const { template } of added) console.log(`${template}: ${done} ${relative(process.cwd(), lock)}`);
  console.log(`topic lock: ${declared.length} topics, none broken`);
}

try {
  main();
} catch (error) {
  console.error(`topic-lock: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
