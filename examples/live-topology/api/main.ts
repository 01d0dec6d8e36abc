// The API as a process:  node api/main.ts --database FILE [--port 0]
// The bus is found as always (DECNET_BUS_SOCKET). Prints its address when it listens; SIGTERM and SIGINT end it.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bus, closeAppBus, getAppBus } from "decnet-bus";
import { maze } from "../database/maze.ts";
import { openDatabase } from "../database/open.ts";
import { createTopology, listTopologies } from "../database/topologies.ts";
import { untilTold } from "../until-told.ts";
import { createServer } from "./server.ts";

const KEEP_ALIVE_MS = 15_000;

const { values } = parseArgs({
  options: {
    database: { type: "string" },
    port: { type: "string", default: "0" },
    page: { type: "string", default: join(import.meta.dirname, "../editor/dist") },
  },
});
if (values.database === undefined) throw new Error("Give --database FILE.");

const database = openDatabase(values.database);
if (listTopologies(database).length === 0) createTopology(database, maze);

// It waits for its broker: a bus that comes later is found, and no request waits for it.
const bus = (): Promise<Bus | null> => getAppBus({ clientName: "api", waitForBus: true });
await bus();

const signal = untilTold();
const server = await createServer({
  database,
  bus,
  pageFolder: values.page,
  keepAliveMs: KEEP_ALIVE_MS,
  signal,
  logger: { level: "warn", stream: process.stderr },
});
signal.addEventListener("abort", () => {
  void stop();
});
try {
  console.log(await server.listen({ host: "127.0.0.1", port: Number(values.port) }));
} catch (error) {
  // The port is taken, or is none.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
  await stop();
}

async function stop(): Promise<void> {
  await server.close();
  await closeAppBus();
  database.close();
}
