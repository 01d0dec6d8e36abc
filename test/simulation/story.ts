// What stands in a batch, in words. Read by a splitter of its own, strictly, and by protobuf's runtime: a stream that a client in any
// language could not read is a broken law here.

import { fromBinary } from "@bufbuild/protobuf";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import {
  type ConnectionStatus,
  type Dropped,
  type Frame,
  FrameSchema,
  type Status,
} from "../../gen/decnet/bus/v1/frame_pb.ts";
import { codeName } from "../../src/errors.ts";
import { law } from "./law.ts";

/** How often each topic was published to. */
export type TopicCounts = ReadonlyMap<string, number>;

export interface StoryFrame {
  /** "event a.b", "pong 7", "dropped 2 of 5: a*1 b*1". */
  readonly text: string;
  /** As it stands in the stream. */
  readonly bytes: Uint8Array;
  /** Of a Status. */
  readonly busiest?: TopicCounts;
}

/** A Dropped notice, in words; topics sorted, since the protocol promises no order. */
export function droppedText(count: number, total: number, topics: TopicCounts, truncated: boolean): string {
  const names = Array.from(topics, ([topic, of]) => `${topic}*${of}`).toSorted();
  return `dropped ${count} of ${total}: ${names.join(" ")}${truncated ? " …" : ""}`;
}

/** Reads whole frames, and nothing but. */
export function storyOf(batch: readonly Uint8Array[]): StoryFrame[] {
  const bytes = Buffer.concat(batch);
  const story: StoryFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const { size, bodyStart } = readSize(bytes, at);
    const end = bodyStart + size;
    law(end <= bytes.length, () => `a frame of ${size} bytes is cut off after ${bytes.length - bodyStart}`);
    story.push(frameStory(bytes.subarray(bodyStart, end), bytes.subarray(at, end)));
    at = end;
  }
  return story;
}

function readSize(bytes: Uint8Array, start: number): { size: number; bodyStart: number } {
  let size = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[start + index];
    law(byte !== undefined, () => "a size prefix is cut off");
    size += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return { size, bodyStart: start + index + 1 };
  }
  law(false, () => "a size prefix has more than five bytes");
}

function frameStory(body: Uint8Array, bytes: Uint8Array): StoryFrame {
  const { kind, $unknown } = fromBinary(FrameSchema, body);
  law(kind.case !== undefined && $unknown === undefined, () => `a frame holds no known kind: ${hex(body)}`);
  if (kind.case === "status") return { text: textOf(kind), bytes, busiest: busiestOf(kind.value) };
  return { text: textOf(kind), bytes };
}

function textOf(kind: Frame["kind"]): string {
  switch (kind.case) {
    case "event":
      return `event ${kind.value.topic}`;
    case "pong":
      return `pong ${kind.value.ref}`;
    case "result": {
      const { ref, code, detail } = kind.value;
      law((code === Code.OK) === (detail === ""), () => `Result ${ref} says ${named(code)} and “${detail}”`);
      return `result ${ref} ${named(code)}`;
    }
    case "dropped":
      return droppedStory(kind.value);
    case "goodbye": {
      law(kind.value.detail !== "", () => "a Goodbye gives no reason");
      return `goodbye ${named(kind.value.code)} ${kind.value.reconnectAfterMs}`;
    }
    case "welcome": {
      const { protocol, busId, maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns } = kind.value;
      return `welcome ${protocol} ${busId} ${[maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns].join(" ")}`;
    }
    case "status":
      return statusStory(kind.value);
    default:
      return `${kind.case}, which no broker may send`;
  }
}

function droppedStory({ count, total, topics, topicsTruncated }: Dropped): string {
  const counts = new Map(topics.map(({ topic, count: of }) => [topic, Number(of)]));
  law(counts.size === topics.length, () => "a Dropped names a topic twice");
  law(topics.length <= 16, () => `a Dropped names ${topics.length} topics`);
  return droppedText(Number(count), Number(total), counts, topicsTruncated);
}

function statusStory({ ref, connections, totals, uptimeS, connectionsOmitted }: Status): string {
  const sums = [totals?.connections, totals?.patterns, totals?.eventsIn, totals?.eventsOut, totals?.eventsDropped];
  const each = connections.map((connection) => `\n  ${connectionStory(connection)}`).join("");
  return `status ${ref} at ${uptimeS}: ${sums.join(" ")}, ${connectionsOmitted} omitted${each}`;
}

function connectionStory(status: ConnectionStatus): string {
  const { clientName, pid, patterns, queuedEvents, queuedBytes, eventsIn, eventsOut, eventsDropped } = status;
  const counts = [queuedEvents, queuedBytes, eventsIn, eventsOut, eventsDropped].join(" ");
  return `${clientName} ${pid} [${patterns.join(" ")}] ${counts}`;
}

function busiestOf({ busiestTopics }: Status): TopicCounts {
  return new Map(busiestTopics.map(({ topic, eventsIn }) => [topic, Number(eventsIn)]));
}

function named(code: Code): string {
  return code === Code.OK ? "OK" : codeName(code);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
