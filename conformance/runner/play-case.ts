// One case, from its first step to its verdict.

import { connect as dial } from "node:net";
import type { Step } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { auditLoss } from "./audit-loss.ts";
import {
  accept,
  awaitReply,
  call,
  clientOf,
  expectNoConnection,
  expectPatterns,
  expectPauses,
  expectRequest,
} from "./client-steps.ts";
import { awaitGone, expectPong, expectResult, expectStatus, expectWelcome } from "./expect-answers.ts";
import { expectClosed, expectSpread } from "./expect-closed.ts";
import { expectBytes, expectDropped, expectEvent, expectEvents, expectNothing } from "./expect-data.ts";
import { CannotRun, Failure, Skip } from "./failure.ts";
import { messageBytes } from "./frames.ts";
import type { PlayableCase } from "./load-suite.ts";
import { fence, type Play, request } from "./play.ts";
import { connect, publish, sendRaw } from "./send-steps.ts";
import { snakeCase } from "./snake-case.ts";
import type { Stage } from "./stage.ts";
import type { Verdict } from "./verdicts.ts";

export interface Outcome {
  readonly verdict: Extract<Verdict, "pass" | "fail" | "non-strict" | "skipped" | "could-not-run">;
  readonly detail: string;
}

/** Plays a case. Never rejects: what goes wrong is its verdict. */
export async function playCase(playable: PlayableCase, stage: Stage): Promise<Outcome> {
  const { spec, places } = playable;
  let play: Play | undefined;
  let place = "";
  let failed = true;
  try {
    play = await stage.begin(spec);
    for (const [index, step] of spec.steps.entries()) {
      place = `${places[index]} (step ${index + 1}, ${snakeCase(step.action.case ?? "")}): `;
      await takeStep(play, step);
    }
    place = "";
    await play.dispose();
    await stage.checkAlive();
    failed = false;
    return { verdict: "pass", detail: "" };
  } catch (error) {
    failed = !(error instanceof Skip);
    await play?.dispose();
    return outcomeOf(error, place, stage.crash, spec.should);
  } finally {
    await stage.end(failed);
  }
}

function outcomeOf(error: unknown, place: string, crash: string, should: boolean): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const detail = `${place}${message}${crash === "" || crash === message ? "" : `\n${crash}`}`;
  if (error instanceof Skip) return { verdict: "skipped", detail: message };
  if (error instanceof Failure) return { verdict: should ? "non-strict" : "fail", detail };
  if (error instanceof CannotRun) return { verdict: "could-not-run", detail: `${place}${message}` };
  return { verdict: "could-not-run", detail: `the case or the runner is at fault: ${detail}` };
}

async function takeStep(play: Play, { on, connections, action }: Step): Promise<void> {
  if (connections === 0) return takeAction(play, on, action);
  for (let number = 1; number <= connections; number++) await takeAction(play, `${on}${number}`, action);
}

async function takeAction(play: Play, on: string, action: Step["action"]): Promise<void> {
  switch (action.case) {
    case "connect":
      return connect(play, on, action.value);
    case "send":
      return play.peer(on).send(messageBytes(action.value));
    case "sendRaw":
      return sendRaw(play, on, action.value);
    case "publish":
      return publish(play, on, action.value);
    case "subscribe":
    case "unsubscribe":
      for (const pattern of action.value.patterns) await request(play, play.peer(on), action.case, pattern);
      return undefined;
    case "fence":
      return fence(play, play.peer(on));
    case "pauseReading":
      return play.peer(on).pause();
    case "resumeReading":
      return play.peer(on).resume();
    case "leave":
      return action.value.vanish ? play.peer(on).vanish() : play.peer(on).end();
    case "stopBroker":
      play.broker.stop();
      return action.value.wait ? play.broker.ended() : undefined;
    case "killBroker":
      return play.broker.kill();
    case "startBroker":
      return play.broker.start();
    default:
      return takeExpectation(play, on, action);
  }
}

async function takeExpectation(play: Play, on: string, action: Step["action"]): Promise<void> {
  switch (action.case) {
    case "expect":
      return expectFrame(play, on, action.value.frame);
    case "expectEvents":
      return expectEvents(play.peer(on), action.value);
    case "expectLoss":
      return auditLoss(play, play.peer(on), action.value);
    case "expectNothing":
      return expectNothing(play, play.peer(on), action.value);
    case "expectClosed":
      return expectClosed(play.peer(on), action.value);
    case "expectSpread":
      return expectSpread(play, action.value.on);
    case "awaitGone":
      return awaitGone(play, play.peer(on), action.value.clientName);
    case "expectNoBroker":
      return expectNoBroker(play.broker.socket);
    default:
      return takeClientStep(play, on, action);
  }
}

async function takeClientStep(play: Play, on: string, action: Step["action"]): Promise<void> {
  switch (action.case) {
    case "call":
      return call(play, action.value);
    case "awaitReply":
      return awaitReply(play, action.value);
    case "accept":
      return accept(play, on, action.value);
    case "expectRequest":
      return expectRequest(play.peer(on), action.value);
    case "expectPatterns":
      return expectPatterns(play.peer(on), action.value.patterns);
    case "expectNoConnection":
      return expectNoConnection(play);
    case "fillBacklog":
      return clientOf(play).scripted.fillBacklog();
    case "emptyBacklog":
      return clientOf(play).scripted.emptyBacklog();
    case "expectPauses":
      return expectPauses(play, action.value);
    default:
      throw new Error("the step says nothing that this runner knows");
  }
}

type ExpectedFrame = Extract<Step["action"], { case: "expect" }>["value"]["frame"];

async function expectFrame(play: Play, on: string, frame: ExpectedFrame): Promise<void> {
  const peer = play.peer(on);
  switch (frame.case) {
    case "welcome":
      return expectWelcome(play, peer, frame.value);
    case "result":
      return expectResult(peer, frame.value);
    case "pong":
      return expectPong(peer, frame.value);
    case "status":
      return expectStatus(peer, frame.value);
    case "event":
      return expectEvent(play, peer, frame.value);
    case "dropped":
      return expectDropped(peer, frame.value);
    case "bytes":
      return expectBytes(peer, frame.value);
    default:
      throw new Error("expects nothing");
  }
}

async function expectNoBroker(path: string): Promise<void> {
  const socket = dial({ path });
  const connected = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  if (connected) throw new Failure(`somebody still accepts connections at ${path}`);
}
