// Who hears the publisher at full speed. It may be too slow for that; then it is told how many it has lost, and counts them.

import { getBus } from "../../src/index.ts";
import { pollUntil } from "../fuzz/poll-until.ts";
import type { PublisherArguments, SubscriberCommand, SubscriberMessage } from "./messages.ts";

const PROGRESS_MS = 100;
const FAULTS_KEPT = 10;

const { socket } = JSON.parse(process.argv[2]!) as PublisherArguments;
const onDisconnect = (): never => process.exit(1);
process.once("disconnect", onDisconnect);

const bus = await getBus({ socket, clientName: "listener", env: {}, logger: { warn: () => {} } }).connect();
let [received, newest, toldByGaps] = [0, -1, 0];
const faults: string[] = [];
const subscription = bus.subscribe("topology.*.mutation.applied", {
  onEvent: (event) => {
    const number = Number(event.payload.mutationId);
    received++;
    if (event.gap !== undefined && event.gap.reason !== "overflow") fault(`event ${number} says ${event.gap.reason}`);
    if (number <= newest) fault(`event ${number} came after ${newest}: twice, or out of order`);
    newest = Math.max(newest, number);
  },
  onGap: ({ count }) => (toldByGaps += count ?? Number.NaN),
});
await subscription.ready;
tell({ kind: "ready" });
const telling = setInterval(() => tell({ kind: "newest", number: newest }), PROGRESS_MS);

process.once("message", (command: SubscriberCommand) => void finish(command));

async function finish({ due, limitMs }: SubscriberCommand): Promise<void> {
  clearInterval(telling);
  await pollUntil(limitMs, () => received + subscription.dropped >= due);
  const { droppedByBroker, reconnects } = bus.stats();
  const { dropped } = subscription;
  tell({ kind: "report", report: { received, droppedByBroker, toldByGaps, dropped, newest, reconnects, faults } });
  await bus.close();
  process.off("disconnect", onDisconnect);
  process.disconnect();
}

function fault(what: string): void {
  if (faults.length < FAULTS_KEPT) faults.push(what);
}

function tell(message: SubscriberMessage): void {
  process.send!(message);
}
