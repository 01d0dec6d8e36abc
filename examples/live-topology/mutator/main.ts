// A mutator as a process:  node mutator/main.ts --database FILE --name mutator-1 [--poll-ms 10000] [--lease-ms 10000] [--work-ms 0]
// The bus is found as always (DECNET_BUS_SOCKET). SIGTERM and SIGINT end it after the mutation that it is at.

import { parseArgs } from "node:util";
import { getBus } from "decnet-bus";
import { openDatabase } from "../database/open.ts";
import { milliseconds } from "../options.ts";
import { systemClock } from "../system-clock.ts";
import { untilTold } from "../until-told.ts";
import { runMutator } from "./mutator.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string" },
    name: { type: "string" },
    "poll-ms": { type: "string", default: "10000" },
    "lease-ms": { type: "string", default: "10000" },
    "work-ms": { type: "string", default: "0" },
  },
});
const { database: file, name } = values;
if (file === undefined || name === undefined) throw new Error("Give --database FILE and --name NAME.");

const database = openDatabase(file);
await using bus = await getBus({ clientName: name, waitForBus: true }).connect();
console.log("ready");
await runMutator(bus, database, {
  name,
  pollMs: milliseconds("--poll-ms", values["poll-ms"], 1),
  leaseMs: milliseconds("--lease-ms", values["lease-ms"], 1),
  workMs: milliseconds("--work-ms", values["work-ms"], 0),
  clock: systemClock,
  log: console,
  signal: untilTold(),
});
database.close();
