// The schema, step by step: files in migrations/, in the order of their numbers. `PRAGMA user_version` is the last one that was made.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

const FOLDER = join(import.meta.dirname, "migrations");

/** Brings the schema up to date. Several processes may do so at once: the second one finds it done. */
export function migrate(database: DatabaseSync): void {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  if (versionOf(database) === files.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = versionOf(database);
    if (version > files.length) {
      throw new Error(
        `The database has version ${version}; this program knows ${files.length}. Use a newer one, or another file.`,
      );
    }
    for (const file of files.slice(version)) database.exec(readFileSync(join(FOLDER, file), "utf8"));
    database.exec(`PRAGMA user_version = ${files.length}; COMMIT`);
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}
