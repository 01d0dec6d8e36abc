// Steps that look at how a connection ends.

import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { ExpectClosed } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { Failure } from "./failure.ts";
import { codeName, show } from "./frames.ts";
import type { Peer } from "./peer.ts";
import type { Play } from "./play.ts";

export async function expectClosed(peer: Peer, expected: ExpectClosed): Promise<void> {
  const codes = expected.goodbye.map((code) => codeName(code)).join(" or ");
  const wanted = codes === "" ? "the end, without a Goodbye" : `Goodbye with ${codes}, and the end`;
  await peer.until(wanted, () => (peer.ended ? true : undefined));
  const { goodbye } = peer;
  if (goodbye === undefined) {
    if (codes !== "" && !expected.orWithout)
      throw new Failure(`${peer.name} expected ${wanted}; it was closed without a word`);
  } else if (!expected.goodbye.includes(goodbye.code)) {
    throw new Failure(`${peer.name} expected ${wanted}; it was told ${show({ case: "goodbye", value: goodbye })}`);
  }
  if (expected.withDetail && goodbye?.detail === "")
    throw new Failure(`${peer.name} was told Goodbye without a detail`);
  const [event] = peer.data;
  if (event !== undefined && !expected.ignoreEvents)
    throw new Failure(`${peer.name} expected nothing but the end, got ${show(event.kind)}`);
  const [answer] = peer.answers;
  if (answer !== undefined && !expected.ignoreAnswers)
    throw new Failure(`${peer.name} expected nothing but the end, got ${show(answer)}`);
}

export async function expectSpread(play: Play, names: readonly string[]): Promise<void> {
  const times = new Set<number>();
  for (const name of names) {
    const peer = play.peer(name);
    await peer.until("Goodbye and the end", () => (peer.ended ? true : undefined));
    const { goodbye } = peer;
    if (goodbye?.code !== Code.SHUTDOWN)
      throw new Failure(
        `${name} expected Goodbye with SHUTDOWN, got ${goodbye ? show({ case: "goodbye", value: goodbye }) : "none"}`,
      );
    if (goodbye.reconnectAfterMs === 0) throw new Failure(`${name} is not told when to come back`);
    times.add(goodbye.reconnectAfterMs);
  }
  if (times.size < 2)
    throw new Failure(`${names.length} clients are all told to come back after ${[...times].join()} ms`);
}
