// Steps with which the runner, as a broker, deals with a client.

import { create } from "@bufbuild/protobuf";
import { type Welcome, WelcomeSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Accept, AwaitReply, Call, ExpectPauses, ExpectRequest } from "../../gen/decnet/conformance/v1/case_pb.ts";
import type { ClientProcess } from "./client-process.ts";
import { checkReply } from "./expect-reply.ts";
import { compare, Failure } from "./failure.ts";
import { frameBytes, type Kind, show } from "./frames.ts";
import type { Peer } from "./peer.ts";
import { type ClientSide, DEFAULT_CONNECTION, type Play } from "./play.ts";
import { snakeCase } from "./snake-case.ts";

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
  const what = snakeCase(command.command.case ?? "");
  if (later === "") return checkReply(await process.reply(id, what), what, reply);
  play.later.set(later, { id, what });
  if (command.command.case === "connect") play.connecting = id;
}

/** Rejects as soon as a client that is to connect says that it will not: nobody has to wait for it any longer. */
async function givenUp({ connecting }: Play, process: ClientProcess): Promise<never> {
  if (connecting !== undefined) checkReply(await process.replied(connecting), "connect", undefined);
  return new Promise<never>(() => {});
}

export async function awaitReply(play: Play, { of, reply }: AwaitReply): Promise<void> {
  const later = play.later.get(of);
  if (later === undefined) throw new Error(`nothing was called with later: ${of}`);
  checkReply(await clientOf(play).process.reply(later.id, later.what), later.what, reply);
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
  const wanted = request.case === "ping" ? "ping" : `${request.case} ${String(request.value)}`;
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
