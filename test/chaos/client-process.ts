// A process with some of the clients. It does what it is told, one command after the other, and ends with whoever started it.

import { pollUntil } from "../fuzz/poll-until.ts";
import { myBelongings } from "./belongings.ts";
import { ChaosClient } from "./chaos-client.ts";
import { clientName } from "./client-name.ts";
import type { ClientArguments, ClientCommand, ClientMessage } from "./messages.ts";

const PUBLISH_MS = 40;

const { socket, seed, names, clients: count, fault } = JSON.parse(process.argv[2]!) as ClientArguments;
const onDisconnect = (): never => process.exit(1);
process.once("disconnect", onDisconnect);

const clients = names.map(
  (name, index) =>
    new ChaosClient({ name, socket, seed, loops: index % 2 === 1, fault: index === 0 ? fault : undefined }),
);
await Promise.all(clients.map((client) => client.connect()));
if (fault === "crash") void Promise.reject(new Error("planted"));
let publishing: NodeJS.Timeout | undefined;
process.on("message", (command: ClientCommand) => void obey(command));
tell({ kind: "ready" });

async function obey(command: ClientCommand): Promise<void> {
  if (command.kind === "look") tell(await look(command.limitMs));
  else if (command.kind === "quiet") tell(await quiet(command.limitMs));
  else {
    await pollUntil(command.limitMs, () => clients.every(({ ledger }) => ledger.isComplete(command.published)));
    tell({ kind: "finished", reports: await Promise.all(clients.map((client) => client.finish(command.published))) });
    // From here on nothing of the library's keeps it alive: it ends by itself.
    process.off("disconnect", onDisconnect);
    process.removeAllListeners("message");
    process.disconnect();
  }
}

/** Nobody publishes before everybody listens, so that the first number of each is due everywhere. */
async function look(limitMs: number): Promise<ClientMessage> {
  publishing ??= setInterval(() => {
    for (const client of clients) client.publish();
  }, PUBLISH_MS);
  for (const client of clients) client.startLooking();
  // Each is asked each time: it notes when it was back.
  await pollUntil(limitMs, () => clients.map((client) => client.look(count)).every(Boolean));
  const all = Array.from({ length: count }, (_, index) => clientName(index));
  const returns = clients.map((client) => client.endLooking(all));
  return { kind: "looked", returns, belongings: myBelongings(), faults: faultsSoFar() };
}

async function quiet(limitMs: number): Promise<ClientMessage> {
  clearInterval(publishing);
  await Promise.all(clients.map((client) => client.flush(limitMs)));
  const published = Object.fromEntries(clients.map(({ name, published: events }) => [name, events]));
  return { kind: "quiet", published, faults: faultsSoFar() };
}

function faultsSoFar(): string[] {
  return clients.flatMap(({ name, ledger }) => ledger.takeFaults().map((what) => `${name}: ${what}`));
}

function tell(message: ClientMessage): void {
  process.send!(message);
}
