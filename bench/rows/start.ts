// From the command to a socket that accepts, and the whole of `decnet bus pub`, in units of the time that Node takes to do nothing; beside
// them the brokers that are installed, and dbus-daemon. dbus-broker cannot be among them: its socket is opened by systemd, before it starts.

import { spawn } from "node:child_process";
import { DECNET } from "../built.ts";
import { compete, type Sample } from "../compete.ts";
import { nowMs, sleep } from "../now.ts";
import { connects, end, keep, SEARCH_PATH } from "../processes.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { spreadOf } from "../statistics.ts";
import { dbus, dbusVersion } from "../systems/dbus.ts";
import { decnet } from "../systems/decnet.ts";
import { installed, peerVersions } from "../systems/index.ts";
import { mosquitto } from "../systems/mosquitto.ts";
import { nats } from "../systems/nats.ts";
import { redis } from "../systems/redis.ts";
import type { System } from "../systems/system.ts";
import { ratioVerdict } from "../verdict.ts";

/** Of which a repeat takes the median. */
const STARTS = 5;
const QUICK_STARTS = 2;
const POLL_MS = 1;
const GIVE_UP_MS = 10_000;
const NOTHING = "node -e 0";
const PUB = "decnet bus pub";
const TITLE = "Start to listening";
const PUB_TITLE = "One event from the command line";

export const start: Row = {
  name: "start",
  async measure(context) {
    await using stage = new Stage();
    const starts = context.quick ? QUICK_STARTS : STARTS;
    const peers: Startable[] = installed([redis, nats, mosquitto], peerVersions());
    if (dbusVersion() !== undefined) peers.push(dbus);
    const path = await serveForPub(stage);
    const pub = [DECNET, "bus", "pub", "bench.start", "{}", "--free-form", "--socket", path];
    const series = await compete(
      [
        ...[decnet, ...peers].map((system) => ({
          name: system.name,
          measure: () => medianOf(starts, () => startDaemon(system, stage)),
        })),
        { name: PUB, measure: () => medianOf(starts, () => runNode(pub)) },
        { name: NOTHING, measure: () => medianOf(starts, () => runNode(["-e", "0"])) },
      ],
      context,
    );
    return {
      name: "start",
      title: TITLE,
      about: `A broker from the start of its process until it accepts a connection; \`${PUB}\` and \`${NOTHING}\` from their start to their end. Median of ${STARTS} starts.`,
      metrics: [{ key: "ms", label: "start", unit: "ms" }],
      series,
      verdicts: [
        ratioVerdict(series, {
          what: `${TITLE}: decnet to ${NOTHING}`,
          of: { system: decnet.name, metric: "ms" },
          to: { system: NOTHING, metric: "ms" },
          atMost: 4,
        }),
        ratioVerdict(series, {
          what: `${PUB_TITLE}: ${PUB} to ${NOTHING}`,
          of: { system: PUB, metric: "ms" },
          to: { system: NOTHING, metric: "ms" },
          atMost: 5,
        }),
      ],
      notes: [],
    };
  },
};

type Startable = Pick<System, "name" | "launch">;

async function medianOf(times: number, measureMs: () => Promise<number>): Promise<Sample> {
  const taken: number[] = [];
  while (taken.length < times) taken.push(await measureMs());
  return { ms: spreadOf(taken).median };
}

/** A bus to publish to, which runs as long as the stage. Returns its socket. */
async function serveForPub(stage: Stage): Promise<string> {
  const { endpoint } = (await stage.broker(decnet)).line;
  if (!("path" in endpoint)) throw new Error("decnet has no socket to publish to");
  return endpoint.path;
}

async function startDaemon(system: Startable, stage: Stage): Promise<number> {
  const { command, args, endpoint } = await system.launch(stage.folder());
  const startedMs = nowMs();
  const child = keep(spawn(command, args, { stdio: "ignore", env: { ...process.env, PATH: SEARCH_PATH } }));
  while (!(await connects(endpoint))) {
    if (child.exitCode !== null || nowMs() - startedMs > GIVE_UP_MS)
      throw new Error(`${system.name} does not listen. Try it by hand: ${[command, ...args].join(" ")}`);
    await sleep(POLL_MS);
  }
  const tookMs = nowMs() - startedMs;
  await end(child);
  return tookMs;
}

async function runNode(args: readonly string[]): Promise<number> {
  const startedMs = nowMs();
  const child = keep(spawn(process.execPath, args, { stdio: "ignore" }));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}; try it by hand.`);
  return nowMs() - startedMs;
}
