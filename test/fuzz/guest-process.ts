// The well-behaved clients, in a process of their own: two pairs that exchange numbered events all along, and two witnesses that
// see everything. Started by the campaign, told when to finish; it ends with whoever started it.

import type { Status } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { FinalStatus, GuestArguments, GuestMessage, GuestReport } from "./messages.ts";
import { LibraryPair } from "./peers/library-pair.ts";
import { LIBRARY_WITNESS, LibraryWitness } from "./peers/library-witness.ts";
import { keepPace } from "./peers/paced.ts";
import { RawPair } from "./peers/raw-pair.ts";
import { RawWitness } from "./peers/raw-witness.ts";
import { pollUntil } from "./poll-until.ts";

const PROGRESS_MS = 1_000;

const { socket, seed, events, limitMs } = JSON.parse(process.argv[2]!) as GuestArguments;
process.once("disconnect", () => process.exit(1));

const library = await LibraryPair.connect(socket, seed, limitMs);
const raw = await RawPair.connect(socket, seed, limitMs);
const witnesses = { raw: await RawWitness.connect(socket), library: await LibraryWitness.connect(socket) };
tell({ kind: "ready", witnesses: Object.keys(witnesses).length });

let finishing = false;
process.once("message", () => (finishing = true));
const progress = setInterval(tellProgress, PROGRESS_MS);
const isEnough = (published: number): boolean => finishing || (events !== undefined && published >= events);
await Promise.all([library, raw].map((pair) => keepPace(pair, () => isEnough(pair.published))));
tell({ kind: "done" });
await pollUntil(Number.POSITIVE_INFINITY, () => finishing);
clearInterval(progress);
tellProgress();
tell({ kind: "report", report: await finish() });

async function finish(): Promise<GuestReport> {
  const pairs = [await library.finish(), await raw.finish()];
  const reports = [
    await witnesses.raw.finish(limitMs),
    await witnesses.library.finish(limitMs, async () => matchedBy(await askStatus())),
  ];
  const expected = expectedStatus();
  let status = summary(await askStatus());
  await pollUntil(limitMs, async () => {
    status = summary(await askStatus());
    return JSON.stringify(status) === JSON.stringify(expected);
  });
  return { pairs, witnesses: reports, status, expected };
}

async function askStatus(): Promise<Status> {
  raw.publisher.send({ case: "statusRequest", value: { ref: 1 } });
  return raw.publisher.next("status");
}

/** The library does not ask for the status, so the raw publisher asks what the daemon knows of it. */
function matchedBy({ connections }: Status): number {
  const witness = connections.find(({ clientName }) => clientName === LIBRARY_WITNESS);
  return witness === undefined ? Number.NaN : Number(witness.eventsOut + witness.eventsDropped);
}

function expectedStatus(): FinalStatus {
  const clients = [library, raw].flatMap(({ clientNames: [publisher, subscriber], pattern }) => [
    `${publisher}:`,
    `${subscriber}: ${pattern}`,
  ]);
  return { connections: 4, patterns: 2, clients: clients.toSorted() };
}

function summary({ totals, connections }: Status): FinalStatus {
  const clients = connections.map(({ clientName, patterns }) => [`${clientName}:`, ...patterns].join(" "));
  return { connections: totals!.connections, patterns: totals!.patterns, clients: clients.toSorted() };
}

function tellProgress(): void {
  const sum = (count: (pair: LibraryPair | RawPair) => number): number => count(library) + count(raw);
  tell({
    kind: "progress",
    published: sum(({ published }) => published),
    received: sum(({ ledger }) => ledger.received),
  });
}

function tell(message: GuestMessage): void {
  process.send!(message);
}
