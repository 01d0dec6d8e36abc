// Steps that look at answers: Welcome, Result, Pong, Status.

import type { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { ConnectionStatus, Status, Welcome } from "../../gen/decnet/bus/v1/frame_pb.ts";
import {
  type ExpectConnection,
  type ExpectPong,
  type ExpectStatus,
  type ExpectWelcome,
  ExpectWelcome_BusId as BusId,
} from "../../gen/decnet/conformance/v1/case_pb.ts";
import { compare, Failure } from "./failure.ts";
import { codeName, frameBytes, type Kind, show } from "./frames.ts";
import type { Peer } from "./peer.ts";
import type { Play } from "./play.ts";

export async function expectResult(peer: Peer, { ref, code }: { ref: number; code: Code }): Promise<void> {
  const wanted = `result with ref ${ref} and ${codeName(code)}`;
  const answer = await peer.nextAnswer(wanted);
  if (answer.case !== "result" || answer.value.ref !== ref || answer.value.code !== code)
    throw unexpected(peer, wanted, answer);
}

export async function expectPong(peer: Peer, { ref, behindAtMost }: ExpectPong): Promise<void> {
  const wanted = `pong with ref ${ref}`;
  const answer = await peer.nextAnswer(wanted);
  if (answer.case !== "pong" || answer.value.ref !== ref) throw unexpected(peer, wanted, answer);
  const { eventsBeforeAnswer } = peer;
  if (behindAtMost !== undefined && eventsBeforeAnswer > behindAtMost)
    throw new Failure(
      `the Pong of ${peer.name} came behind ${eventsBeforeAnswer} events; at most ${behindAtMost} were expected`,
    );
}

export async function expectWelcome(play: Play, peer: Peer, expected: ExpectWelcome): Promise<void> {
  const answer = await peer.nextAnswer("Welcome");
  if (answer.case !== "welcome") throw unexpected(peer, "Welcome", answer);
  compareWelcome(play, peer.name, answer.value, expected);
}

/** Also remembers the bus's id, and that every limit is one. */
export function compareWelcome(play: Play, name: string, welcome: Welcome, expected: ExpectWelcome | undefined): void {
  const limits = ["maxFrameBytes", "maxTopicBytes", "queueEvents", "queueBytes", "maxPatterns"] as const;
  const none = limits.filter((limit) => welcome[limit] === 0);
  if (none.length > 0) throw new Failure(`${name}: Welcome does not say ${none.join(", ")}`);
  if (welcome.queueBytes < welcome.maxFrameBytes)
    throw new Failure(
      `${name}: Welcome says ${welcome.queueBytes} queue_bytes, less than ${welcome.maxFrameBytes} max_frame_bytes`,
    );
  if (welcome.busId === "") throw new Failure(`${name}: Welcome has no bus_id`);
  for (const field of ["protocol", ...limits] as const)
    compare(`${name}: Welcome.${field}`, welcome[field], expected?.[field]);
  const before = play.busId;
  play.busId = welcome.busId;
  if (expected === undefined || expected.busId === BusId.UNSPECIFIED) return;
  const same = before === welcome.busId;
  if (same !== (expected.busId === BusId.SAME))
    throw new Failure(`${name}: bus_id is ${welcome.busId}, ${same ? "as" : "not as"} before`);
}

export async function expectStatus(peer: Peer, expected: ExpectStatus): Promise<void> {
  const answer = await peer.nextAnswer("status");
  if (answer.case !== "status") throw unexpected(peer, "status", answer);
  const status: Status = answer.value;
  compare(`${peer.name}: Status.ref`, status.ref, expected.ref);
  compareConnections(status, expected.connections);
  compare("Status.busiest_topics", status.busiestTopics.length, expected.busiestTopics);
  compare("the busiest topic", status.busiestTopics[0]?.topic, expected.busiest || undefined);
  compare("whether connections are left out", status.connectionsOmitted > 0, expected.omits);
  compare("Status.max_connections", status.maxConnections, expected.maxConnections);
}

/** How often a Status is asked for. */
const ASK_EVERY_MS = 20;

export async function awaitGone(play: Play, peer: Peer, clientName: string): Promise<void> {
  for (const giveUpMs = performance.now() + play.patienceMs; ;) {
    const ref = play.nextRef();
    await peer.send(frameBytes({ case: "statusRequest", value: { ref } }));
    const answer = await peer.nextAnswer("status");
    if (answer.case !== "status" || answer.value.ref !== ref) throw unexpected(peer, `status with ref ${ref}`, answer);
    if (!answer.value.connections.some((connection) => connection.clientName === clientName)) return;
    if (performance.now() > giveUpMs) throw new Failure(`${clientName} is still connected after ${play.patienceMs} ms`);
    await new Promise((again) => setTimeout(again, ASK_EVERY_MS));
  }
}

function compareConnections(status: Status, expected: readonly ExpectConnection[]): void {
  const names = new Set(expected.map(({ clientName }) => clientName));
  const listed = status.connections.filter(({ clientName }) => names.has(clientName));
  compare(
    "the connections of Status",
    listed.map(({ clientName }) => clientName).join(", "),
    expected.map(({ clientName }) => clientName).join(", "),
  );
  for (const [index, connection] of expected.entries()) compareConnection(listed[index]!, connection);
}

function compareConnection(actual: ConnectionStatus, expected: ExpectConnection): void {
  const { clientName } = expected;
  compare(`patterns of ${clientName}`, actual.patterns.join(" "), expected.patterns.join(" "));
  for (const field of ["clientLibrary", "pid", "eventsIn", "eventsOut", "eventsDropped"] as const) {
    compare(`${field} of ${clientName}`, actual[field], expected[field]);
  }
}

function unexpected(peer: Peer, wanted: string, got: Kind): Failure {
  return new Failure(`${peer.name} expected ${wanted}, got ${show(got)}`);
}
