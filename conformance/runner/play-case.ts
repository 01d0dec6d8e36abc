// One case, from its first step to its verdict.

import { connect as dial } from "node:net";
import type { Step } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { auditLoss } from "./audit-loss.ts";
import type { BrokerUnderTest } from "./broker-under-test.ts";
import { awaitGone, expectPong, expectResult, expectStatus, expectWelcome } from "./expect-answers.ts";
import { expectClosed, expectSpread } from "./expect-closed.ts";
import { expectBytes, expectDropped, expectEvent, expectEvents, expectNothing } from "./expect-data.ts";
import { CannotRun, Failure, Skip } from "./failure.ts";
import { messageBytes } from "./frames.ts";
import type { PlayableCase } from "./load-suite.ts";
import { fence, Play, request } from "./play.ts";
import { connect, publish, sendRaw } from "./send-steps.ts";
import type { Verdict } from "./verdicts.ts";

export interface Outcome {
  readonly verdict: Extract<Verdict, "pass" | "fail" | "non-strict" | "skipped" | "could-not-run">;
  readonly detail: string;
}

/** Plays a case. Never rejects: what goes wrong is its verdict. */
export async function playCase(playable: PlayableCase, broker: BrokerUnderTest, patienceMs: number): Promise<Outcome> {
  const { spec, places } = playable;
  const play = new Play(broker, patienceMs);
  let place = "";
  try {
    await broker.ready(spec.limits);
    for (const [index, step] of spec.steps.entries()) {
      place = `${places[index]} (step ${index + 1}, ${step.action.case}): `;
      await takeStep(play, step);
    }
    await play.dispose();
    place = "";
    await broker.checkAlive();
    return { verdict: "pass", detail: "" };
  } catch (error) {
    await play.dispose();
    if (error instanceof Skip) return { verdict: "skipped", detail: error.message };
    broker.spoil();
    const crashed = [broker.crashed, broker.crashed && broker.said.trimEnd()]
      .map((text) => (text ? `\n${text}` : ""))
      .join("");
    if (error instanceof Failure)
      return { verdict: spec.should ? "non-strict" : "fail", detail: `${place}${error.message}${crashed}` };
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof CannotRun) return { verdict: "could-not-run", detail: `${place}${message}` };
    return { verdict: "could-not-run", detail: `${place}the case or the runner is at fault: ${message}${crashed}` };
  }
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
      throw new Error(`the step says nothing that this runner knows`);
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
      return expectEvent(peer, frame.value);
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
