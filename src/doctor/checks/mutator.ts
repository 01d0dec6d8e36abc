// “The stream connects, but events never arrive”: are those there from whom they come, and to whom they go?

import type { ClientStatus } from "../../client/bus-status.ts";
import type { Facts } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

const LIVE = "Of a topology that is neither active nor degraded no events come in any case";
const SMOKE = "scripts/bus/smoke-mutator.sh tells in seconds whether it is the bus's fault";

/** By its name, or by what nobody else waits for. */
const MUTATOR_NAME = /mutat/i;
const MUTATOR_PATTERN = /^topology\.[^.]+\.mutation\.enqueued$/;

/** What somebody subscribes to who forwards what becomes of topologies. */
const VIEWER_PATTERN = /^(?:>|topology\.(?:>|[^.]+\.(?:>|\*|status|mutation\..+)))$/;
/** A command such as `decnet bus tap` is nobody's editor. */
const COMMAND_NAME = /^decnet(?: |$)/;

export function mutator({ answer }: Facts): Outcome {
  if (answer.kind !== "answers") return skipped("no bus that mutator and API could meet on");
  const { connections, busiestTopics } = answer.status;
  const workers = connections.filter(({ clientName }) => !COMMAND_NAME.test(clientName));
  const mutators = workers.filter((worker) => MUTATOR_NAME.test(worker.clientName) || hears(worker, MUTATOR_PATTERN));
  const viewers = workers.filter((worker) => !mutators.includes(worker) && hears(worker, VIEWER_PATTERN));
  if (mutators.length === 0) {
    const seen = `no mutator is connected: nobody is called so, or subscribes to topology.*.mutation.enqueued`;
    return warn(seen, `start it (decnet mutate), and see that it has this DECNET_BUS_SOCKET. ${SMOKE}`);
  }
  if (viewers.length === 0) {
    const seen = `${names(mutators)} is connected, but nobody who forwards topology.* to editors (the API)`;
    return warn(seen, `see that the API has this DECNET_BUS_SOCKET, and that an editor is open. ${SMOKE}`);
  }
  const published = busiestTopics.some(({ topic }) => topic.startsWith("topology."));
  const sent = mutators.some(({ eventsIn }) => eventsIn > 0);
  if (!published && !sent)
    return pass(`${names(mutators)} and ${names(viewers)} are connected; no topology.* was published yet. ${LIVE}`);
  return pass(`published by ${names(mutators)}, forwarded by ${names(viewers)}. ${LIVE}`);
}

function hears({ patterns }: ClientStatus, wanted: RegExp): boolean {
  return patterns.some((pattern) => wanted.test(pattern));
}

function names(clients: readonly ClientStatus[]): string {
  const [first] = clients as readonly [ClientStatus];
  const others = clients.length === 1 ? "" : ` and ${clients.length - 1} more`;
  return `${first.clientName || "unnamed"}[${first.pid}]${others}`;
}
