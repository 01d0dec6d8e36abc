// The generator as a process:  node traffic/main.ts --database FILE [--rate 4]      events a second, more or less
// It learns of new deckies as everybody does: by a poll, and at once when the bus says that a mutation was applied.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getBus, pollOrWake } from "decnet-bus";
import { openDatabase } from "../database/open.ts";
import { listTopologies, readTopology } from "../database/topologies.ts";
import { untilTold } from "../until-told.ts";
import { type Target, TrafficMaker } from "./traffic.ts";

const POLL_MS = 10_000;
const SPACING_MS = 250;

const { values } = parseArgs({ options: { database: { type: "string" }, rate: { type: "string", default: "4" } } });
const rate = Number(values.rate);
if (values.database === undefined || !(rate > 0 && rate <= 1_000)) {
  throw new Error("Give --database FILE, and as --rate a number of events a second, up to 1000.");
}

const database = openDatabase(values.database);
await using bus = await getBus({ clientName: "traffic", waitForBus: true }).connect();
const signal = untilTold();
const maker = new TrafficMaker(bus, { random: Math.random, log: console });
let targets: readonly Target[] = [];
console.log("ready");
await Promise.all([learn(), generate()]);
database.close();

async function learn(): Promise<void> {
  const wakes = pollOrWake(bus, "topology.*.mutation.applied", { everyMs: POLL_MS, spacingMs: SPACING_MS, signal });
  while ((await wakes.next()).done !== true) {
    targets = listTopologies(database).flatMap(({ id }) => readTopology(database, id)?.deckies ?? []);
  }
}

async function generate(): Promise<void> {
  while (!signal.aborted) {
    maker.happen(targets, Date.now());
    // From half to one and a half of the mean.
    await sleep((1_000 / rate) * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  }
}
