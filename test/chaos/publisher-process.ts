// A publisher at full speed: it never waits for anybody, and lets the loop turn every thousand events.

import { setImmediate } from "node:timers/promises";
import { getBus } from "../../src/index.ts";
import { MUTATION_APPLIED, topologyMutation } from "../../src/topics.ts";
import type { PublisherArguments, PublisherCommand, PublisherMessage, PublisherPhase } from "./messages.ts";
import { TurnWatch } from "./turn-watch.ts";

const EVENTS_A_TURN = 1_000;
/** So large that the outbox is full of bytes (8 MiB) before it is full of events. */
const FILLING = "x".repeat(1_000);
const SAMPLE_MS = 100;

const { socket } = JSON.parse(process.argv[2]!) as PublisherArguments;
const onDisconnect = (): never => process.exit(1);
process.once("disconnect", onDisconnect);

const warnings: string[] = [];
const logger = { warn: (message: string) => void warnings.push(message) };
const bus = await getBus({ socket, clientName: "full speed", env: {}, logger }).connect();
const topic = topologyMutation("full-speed", MUTATION_APPLIED);
const turns = new TurnWatch();
const rssBytes: Record<PublisherPhase, number[]> = { warm: [], stopped: [], resumed: [] };
let stoppedTurns = turns.summary;
let phase: PublisherPhase | undefined;
/** Once it shall finish: how long what is on its way may take. */
const order = { flushLimitMs: 0 };
let [number, refused] = [0, 0];
process.on("message", take);
tell({ kind: "ready" });

const sampling = setInterval(() => {
  if (phase !== undefined) rssBytes[phase].push(process.memoryUsage.rss());
}, SAMPLE_MS);
while (order.flushLimitMs === 0) {
  if (phase !== undefined) publish();
  await setImmediate();
  turns.mark();
}
clearInterval(sampling);
const flushFault = await flush(order.flushLimitMs);
const { connected, published, reconnects, notPublished } = bus.stats();
const { overflow } = notPublished;
tell({
  kind: "report",
  report: { published, refused, overflow, reconnects, connected, turns: stoppedTurns, rssBytes, flushFault, warnings },
});
await bus.close();
turns.close();
process.off("disconnect", onDisconnect);
process.removeAllListeners("message");
process.disconnect();

function publish(): void {
  for (let left = EVENTS_A_TURN; left > 0; left--) {
    if (bus.publish(topic, { mutationId: String(number), op: FILLING })) number++;
    else refused++;
  }
}

function take(command: PublisherCommand): void {
  if (command.phase === "finish") {
    order.flushLimitMs = command.limitMs;
    return;
  }
  if (phase === "stopped") stoppedTurns = turns.summary;
  phase = command.phase;
  turns.restart();
  tell({ kind: "phase", phase, number, overflow: bus.stats().notPublished.overflow });
}

async function flush(timeoutMs: number): Promise<string | undefined> {
  try {
    await bus.flush({ timeoutMs });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function tell(message: PublisherMessage): void {
  process.send!(message);
}
