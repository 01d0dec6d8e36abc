// `npm run demo`: a real bus in a second process, and the life of two mutations going through it, as the mutator and the API would publish
// them. Ends by itself.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { styleText } from "node:util";
import { type Bus, getBus } from "decnet-bus";
import {
  MUTATION_APPLIED,
  MUTATION_APPLYING,
  MUTATION_ENQUEUED,
  MUTATION_FAILED,
  topologyMutation,
  topologyStatus,
} from "decnet-bus/topics";

const HEARTBEAT_S = "0.25";
const folder = mkdtempSync(join(tmpdir(), "decnet-demo-"));
const socket = join(folder, "bus.sock");

const daemon = spawn(
  process.execPath,
  [join(import.meta.dirname, "../bin/decnet.js"), "bus", "--socket", socket, "--group", "", "--heartbeat", HEARTBEAT_S],
  { stdio: ["ignore", "ignore", "pipe"] },
);
// However this process ends, the bus goes with it.
process.on("exit", () => daemon.kill("SIGTERM"));
// `| head`: whoever reads has had enough.
process.stdout.on("error", () => process.exit());
const log = createInterface({ input: daemon.stderr });
try {
  const [line] = (await once(log, "line")) as [string];
  say("the bus", `${(JSON.parse(line) as { msg: string }).msg} on ${socket}`);
  await watchTwoMutations();
} finally {
  daemon.kill("SIGTERM");
  await once(daemon, "exit");
  rmSync(folder, { recursive: true, force: true });
}
say("the bus", "stopped");

/** The editor subscribes, the API and the mutator publish; three workers, three connections. */
async function watchTwoMutations(): Promise<void> {
  await using editor = await getBus({ clientName: "editor", socket }).connect();
  await using api = await getBus({ clientName: "api", socket }).connect();
  await using mutator = await getBus({ clientName: "mutator", socket }).connect();

  await using mutations = editor.subscribe("topology.>");
  await using health = editor.subscribe("system.bus.health");
  await Promise.all([mutations.ready, health.ready]);

  await publishLives(api, mutator);

  let ended = 0;
  for await (const event of mutations) {
    // `name` tells the topics apart, and with it the compiler knows the payload.
    if (event.name === "topology.status") {
      say(event.topic, `${event.payload.state} (${event.payload.reason})`, event.source);
      break;
    }
    const { mutationId, op } = event.payload;
    const why = event.name === "topology.mutation.failed" ? `: ${event.payload.reason}` : "";
    say(event.topic, `${mutationId} ${op} ${event.type}${why}`, event.source);
    if (event.type === MUTATION_APPLIED || event.type === MUTATION_FAILED) ended++;
  }
  for await (const { topic, payload, source } of health) {
    const { connections, eventsIn, eventsOut } = payload.counts ?? {};
    say(
      topic,
      `up ${payload.uptimeS.toFixed(1)} s, ${connections} connections, ${eventsIn} events in, ${eventsOut} out`,
      source,
    );
    break;
  }
  say("the editor", `saw ${ended} mutations end`);
}

/** One mutation that succeeds and one that does not. Order is kept for each publisher; between two, a flush is the fence. */
async function publishLives(api: Bus, mutator: Bus): Promise<void> {
  const add = { mutationId: "m1", op: "add_lan" };
  const remove = { mutationId: "m2", op: "remove_lan" };
  api.publish(topologyMutation("maze", MUTATION_ENQUEUED), { ...add, payload: { name: "dmz" } });
  await api.flush();
  mutator.publish(topologyMutation("maze", MUTATION_APPLYING), { ...add, payload: { name: "dmz" } });
  mutator.publish(topologyMutation("maze", MUTATION_APPLIED), add);
  mutator.publish(topologyMutation("maze", MUTATION_APPLYING), { ...remove, payload: { name: "office" } });
  mutator.publish(topologyMutation("maze", MUTATION_FAILED), { ...remove, reason: "there is no LAN called office" });
  mutator.publish(topologyStatus("maze"), { state: "degraded", reason: "one mutation failed" });
}

function say(who: string, what: string, from?: string): void {
  const source = from === undefined ? "" : styleText("dim", `  from ${from}`);
  console.log(`${styleText("cyan", who.padEnd(32))} ${what}${source}`);
}
