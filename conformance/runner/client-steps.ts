// Steps with which the runner, as a broker, deals with a client.

import { create, type JsonValue } from "@bufbuild/protobuf";
import { type Welcome, WelcomeSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type {
  Accept,
  AwaitReply,
  Call,
  ExpectGap,
  ExpectPauses,
  ExpectRead,
  ExpectReply,
  ExpectRequest,
} from "../../gen/decnet/conformance/v1/case_pb.ts";
import {
  type ClientReply,
  type Gap_Reason as Reason,
  Gap_ReasonSchema as ReasonSchema,
  type ReadEvent,
} from "../../gen/decnet/conformance/v1/client_pb.ts";
import type { ClientProcess } from "./client-process.ts";
import { Failure, Skip } from "./failure.ts";
import { codeName, frameBytes, type Kind, show } from "./frames.ts";
import type { Peer } from "./peer.ts";
import { type ClientSide, DEFAULT_CONNECTION, type Play } from "./play.ts";

/** @throws Error in a case that is a broker's. */
export function clientOf(play: Play): ClientSide {
  if (play.client === undefined) throw new Error("the step is for a client under test");
  return play.client;
}

export async function call(play: Play, { command, reply, later }: Call): Promise<void> {
  const { process, scripted } = clientOf(play);
  if (command === undefined) throw new Error("a call has a command");
  if (command.command.case === "connect") command.command.value.socket = scripted.socket;
  const id = process.send(command);
  if (later === "") return checkReply(await process.reply(id, command.command.case ?? "a command"), reply);
  play.later.set(later, id);
  if (command.command.case === "connect") play.connecting = id;
}

/** Rejects as soon as a client that is to connect says that it will not: nobody has to wait for it any longer. */
async function givenUp({ connecting }: Play, process: ClientProcess): Promise<never> {
  if (connecting !== undefined) checkReply(await process.replied(connecting), undefined);
  return new Promise<never>(() => {});
}

export async function awaitReply(play: Play, { of, reply }: AwaitReply): Promise<void> {
  const id = play.later.get(of);
  if (id === undefined) throw new Error(`nothing was called with later: ${of}`);
  checkReply(await clientOf(play).process.reply(id, of), reply);
}

function checkReply(reply: ClientReply, expected: ExpectReply | undefined): void {
  if (reply.unsupported) throw new Skip(`the client cannot do this: ${reply.detail}`);
  const code = expected?.code ?? 0;
  if (reply.code !== code)
    throw new Failure(`the client replied ${codeName(reply.code)} (${reply.detail}), not ${codeName(code)}`);
  if (expected === undefined) return;
  compare("events handed over", reply.handedOver, expected.handedOver);
  compare("the topic", reply.topic, expected.topic);
  compare("the end of the subscription", reply.ended, expected.ended);
  if (expected.read) compareEvents(reply.events, expected.events);
  if (expected.gap !== undefined) compareGap("behind the last event", reply.gap, expected.gap);
  const { stats } = expected;
  compare("connected", reply.stats?.connected, stats?.connected);
  compare("published", reply.stats?.published, stats?.published);
  compare("not published, disconnected", reply.stats?.notPublishedDisconnected, stats?.notPublishedDisconnected);
  compare("overflow", (reply.stats?.notPublishedOverflow ?? 0n) > 0n, stats?.overflow);
}

function compareEvents(events: readonly ReadEvent[], expected: readonly ExpectRead[]): void {
  const topics = (list: readonly { readonly topic: string }[]): string => list.map(({ topic }) => topic).join(", ");
  compare("the events that the program read", topics(events), topics(expected));
  for (const [index, event] of events.entries()) {
    const { type, source, payloadJson, gap } = expected[index]!;
    compare(`type of ${event.topic}`, event.type, type);
    compare(`source of ${event.topic}`, event.source, source);
    if (payloadJson !== undefined)
      compare(`payload of ${event.topic}`, canonical(event.payloadJson), canonical(payloadJson));
    compareGap(`in front of ${event.topic}`, event.gap, gap);
  }
}

function compareGap(where: string, gap: ReadEvent["gap"], expected: ExpectGap | undefined): void {
  const text = (reason: Reason | undefined, count: bigint | undefined): string =>
    reason === undefined
      ? "no gap"
      : `${ReasonSchema.value[reason]?.name ?? reason} of ${count ?? "nobody knows how many"}`;
  const count = expected?.anyCount === true ? gap?.count : expected?.count;
  compare(`the gap ${where}`, text(gap?.reason, gap?.count), text(expected?.reason, count));
}

function canonical(json: string): string {
  return JSON.stringify(JSON.parse(json || "{}"), (_key, value: JsonValue) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

function compare<T>(what: string, actual: T, expected: T | undefined): void {
  if (expected !== undefined && actual !== expected)
    throw new Failure(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}

export async function accept(play: Play, on: string, step: Accept): Promise<void> {
  const startMs = performance.now();
  const { process, scripted } = clientOf(play);
  const peer = await scripted.next(Promise.race([process.gone, givenUp(play, process)]));
  const passedMs = Math.round(performance.now() - startMs);
  if (passedMs < step.notWithinMs)
    throw new Failure(`the client came back after ${passedMs} ms, not ${step.notWithinMs}`);
  play.adopt(on || DEFAULT_CONNECTION, peer);
  if (step.silent) return;
  const hello = await peer.nextAnswer("Hello");
  if (hello.case !== "hello") throw new Failure(`expected Hello, got ${show(hello)}`);
  const { protocolMin, protocolMax, clientName, noEcho } = hello.value;
  if ((protocolMin || 1) > 1 || (protocolMax || 1) < 1)
    throw new Failure(`the client speaks protocol ${protocolMin} to ${protocolMax}, and not 1`);
  compare("client_name", clientName, step.clientName);
  compare("no_echo", noEcho, step.noEcho);
  if (step.serve) peer.onAnswer = (kind) => serve(peer, kind);
  if (!step.unanswered) await peer.send(frameBytes({ case: "welcome", value: step.welcome ?? usualWelcome() }));
}

function usualWelcome(): Welcome {
  const limits = {
    maxFrameBytes: 1 << 20,
    maxTopicBytes: 255,
    queueEvents: 1_024,
    queueBytes: 8 << 20,
    maxPatterns: 1_024,
  };
  return create(WelcomeSchema, { protocol: 1, busId: "bus", server: "conformance/1", ...limits });
}

/** What any broker would do. False: the case shall look at it. */
function serve(peer: Peer, kind: Kind): boolean {
  switch (kind.case) {
    case "subscribe":
    case "unsubscribe": {
      if (kind.case === "subscribe") peer.patterns.add(kind.value.pattern);
      else peer.patterns.delete(kind.value.pattern);
      void peer.send(frameBytes({ case: "result", value: { ref: kind.value.ref } }));
      return true;
    }
    case "ping":
      void peer.send(frameBytes({ case: "pong", value: { ref: kind.value.ref } }));
      return true;
    default:
      return false;
  }
}

export async function expectPatterns(peer: Peer, expected: readonly string[]): Promise<void> {
  const wanted = expected.toSorted().join(", ");
  const has = (): string => [...peer.patterns].toSorted().join(", ");
  await peer.until(`the client to have the patterns ${wanted || "–"}`, () => (has() === wanted ? true : undefined));
}

export async function expectRequest(peer: Peer, step: ExpectRequest): Promise<void> {
  const { request, answer, unanswered } = step;
  const wanted = `${request.case} ${String(request.value)}`;
  const asked = await peer.nextAnswer(wanted);
  if (peer.eventsBeforeAnswer < step.behindAtLeast)
    throw new Failure(
      `${wanted} came behind ${peer.eventsBeforeAnswer} events; ${step.behindAtLeast} were expected before it`,
    );
  if (asked.case !== request.case) throw new Failure(`expected ${wanted}, got ${show(asked)}`);
  if (asked.case === "ping") {
    if (!unanswered) await peer.send(frameBytes({ case: "pong", value: { ref: asked.value.ref } }));
    return;
  }
  if (asked.case !== "subscribe" && asked.case !== "unsubscribe") throw new Error("the step expects no request");
  if (asked.value.pattern !== request.value) throw new Failure(`expected ${wanted}, got ${show(asked)}`);
  if (!unanswered) await peer.send(frameBytes({ case: "result", value: { ref: asked.value.ref, code: answer } }));
}

export function expectNoConnection(play: Play): void {
  const { waiting } = clientOf(play).scripted;
  if (waiting > 0) throw new Failure(`the client has connected ${waiting} times more`);
}

export async function expectPauses(play: Play, { attempts, atLeastMs }: ExpectPauses): Promise<void> {
  const { process, scripted } = clientOf(play);
  const startMs = performance.now();
  for (let attempt = 1; attempt <= attempts; attempt++) (await scripted.next(process.gone)).vanish();
  const passedMs = Math.round(performance.now() - startMs);
  if (passedMs < atLeastMs)
    throw new Failure(
      `the client has connected ${attempts} times within ${passedMs} ms; ${atLeastMs} at least were due`,
    );
}
