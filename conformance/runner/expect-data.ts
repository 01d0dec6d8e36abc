// Steps that look at what the queue delivers: events, and notices of a loss.

import type { Event } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type {
  Bytes,
  ExpectDropped,
  ExpectEvent,
  ExpectEvents,
  ExpectNothing,
} from "../../gen/decnet/conformance/v1/case_pb.ts";
import { Failure } from "./failure.ts";
import { frameBytes, numberOf, show } from "./frames.ts";
import { bytesOf } from "./parts.ts";
import type { Peer, Received } from "./peer.ts";
import { fence, type Play, request } from "./play.ts";
import { snakeCase } from "./snake-case.ts";
import { readSize, sized } from "./varint.ts";

export async function expectEvent(play: Play, peer: Peer, expected: ExpectEvent): Promise<void> {
  const { topic, payload, afterOthers } = expected;
  const wanted = `an event of ${topic}`;
  const isOther = ({ kind: { case: name, value } }: Received): boolean => name === "event" && value.topic !== topic;
  let received = await peer.nextData(wanted);
  if (afterOthers) while (isOther(received)) received = await peer.nextData(wanted);
  const { kind, bytes } = received;
  if (kind.case !== "event" || kind.value.topic !== topic)
    throw new Failure(`${peer.name} expected an event of ${JSON.stringify(topic)}, got ${show(kind)}`);
  const event = kind.value;
  const wrong = (what: string): Failure => new Failure(`an event of ${topic} has ${what}: ${show(kind)}`);
  if (payload !== undefined && !Buffer.from(payload).equals(event.payload))
    throw wrong(`another payload than the bytes ${hex(payload)}`);
  for (const field of ["type", "source", "payloadType", "traceParent"] as const) {
    const value = expected[field];
    if (value !== undefined && event[field] !== value)
      throw wrong(`another ${snakeCase(field)} than ${JSON.stringify(value)}`);
  }
  if (expected.stamped) checkStamp(play, event, wrong);
  if (
    expected.topicFirst &&
    !Buffer.from(eventOf(bytes))
      .subarray(0, topic.length + 2)
      .equals(topicField(topic))
  )
    throw wrong("not its topic first");
}

function checkStamp(play: Play, { id, publishedAt }: Event, wrong: (what: string) => Failure): void {
  const hexId = Buffer.from(id).toString("hex");
  if (hexId === "") throw wrong("no id");
  if (play.ids.has(hexId)) throw wrong("the id of an event before it");
  if (publishedAt === 0n) throw wrong("no published_at");
  play.ids.add(hexId);
}

/** The Event in a frame: behind the size of the frame, the tag and the size of the event. */
function eventOf(frame: Uint8Array): Uint8Array {
  const { start } = readSize(frame, 0)!;
  return frame.subarray(readSize(frame, start + 1)!.start);
}

/** The field of a topic that is plain ASCII and shorter than 128 bytes. */
function topicField(topic: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x0a]), sized(Buffer.from(topic))]);
}

export async function expectBytes(peer: Peer, { parts }: Bytes): Promise<void> {
  const expected = Buffer.from(bytesOf(parts));
  const { bytes } = await peer.nextData("an event");
  if (expected.equals(bytes)) return;
  throw new Failure(`${peer.name} expected the bytes ${hex(expected)}, got ${hex(bytes)}`);
}

export async function expectDropped(peer: Peer, { count, total }: ExpectDropped): Promise<void> {
  const { kind } = await peer.nextData("a Dropped");
  const right =
    kind.case === "dropped" &&
    (count === undefined || kind.value.count === count) &&
    (total === undefined || kind.value.total === total);
  if (!right) throw new Failure(`${peer.name} expected Dropped {count: ${count}, total: ${total}}, got ${show(kind)}`);
}

export async function expectEvents(peer: Peer, { topics, numbers }: ExpectEvents): Promise<void> {
  for (const topic of topics) {
    const { kind } = await peer.nextData(`an event of ${topic}`);
    if (kind.case !== "event" || kind.value.topic !== topic)
      throw new Failure(`${peer.name} expected an event of ${JSON.stringify(topic)}, got ${show(kind)}`);
  }
  if (numbers === undefined) return;
  for (let number = numbers.first; number <= numbers.last; number++) {
    const { kind } = await peer.nextData(`event ${number}`);
    if (kind.case !== "event" || numberOf(kind.value) !== number)
      throw new Failure(`${peer.name} expected event ${number}, got ${show(kind)}`);
  }
}

/**
 * What was routed before is in the queue of the connection, and a queue is one order: an event that is published now, by somebody else, comes
 * behind all of it.
 */
export async function expectNothing(play: Play, peer: Peer, { answersOnly }: ExpectNothing): Promise<void> {
  if (!answersOnly) {
    const topic = `conformance.nothing.${play.nextRef()}`;
    await request(play, peer, "subscribe", topic);
    const helper = await play.helper();
    await helper.send(frameBytes({ case: "event", value: { topic } }));
    const { kind } = await peer.nextData("the runner's own event");
    if (kind.case !== "event" || kind.value.topic !== topic)
      throw new Failure(`${peer.name} expected nothing, got ${show(kind)}`);
    await request(play, peer, "unsubscribe", topic);
  }
  await fence(play, peer);
  const [answer] = peer.answers;
  if (answer !== undefined) throw new Failure(`${peer.name} expected nothing, got ${show(answer)}`);
  const [data] = peer.data;
  if (data !== undefined) throw new Failure(`${peer.name} expected nothing, got ${show(data.kind)}`);
}

const MAX_HEX_BYTES = 200;

function hex(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, MAX_HEX_BYTES)).toString("hex");
  return bytes.length > MAX_HEX_BYTES ? `${text}… (${bytes.length} bytes)` : text;
}
