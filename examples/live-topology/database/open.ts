// The file that all processes share. SQLite in WAL mode: readers never wait, writers take turns.

import { DatabaseSync } from "node:sqlite";
import { migrate } from "./migrate.ts";

export type Database = DatabaseSync;

/** How long a writer waits for another one's transaction. They are short: longer means that something is wrong. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens it, making or migrating it if need be. Several processes may do so at once. */
export function openDatabase(path: string): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  // It stays with the file. FULL, because the database is the truth: what was answered with 202 survives a power failure.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  migrate(database);
  return database;
}

/**
 * Runs `work` in a transaction that is a writer's from its beginning, so that what it reads is true until it writes. All of it happens, or,
 * if it throws, nothing.
 */
export function transaction<T>(database: Database, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A failure as grave as a full disk has rolled back by itself.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
