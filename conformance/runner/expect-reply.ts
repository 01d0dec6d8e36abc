// What a client under test has replied to a command, held against what a case expects of it.

import type { JsonValue } from "@bufbuild/protobuf";
import type { ExpectGap, ExpectRead, ExpectReply, ExpectStats } from "../../gen/decnet/conformance/v1/case_pb.ts";
import {
  type ClientReply,
  type ClientStats,
  type Gap_Reason as Reason,
  Gap_ReasonSchema as ReasonSchema,
  type ReadEvent,
} from "../../gen/decnet/conformance/v1/client_pb.ts";
import { compare, Failure, Skip } from "./failure.ts";
import { codeName } from "./frames.ts";

/** `what` is the command. @throws Skip if the client cannot do that. */
export function checkReply(reply: ClientReply, what: string, expected: ExpectReply | undefined): void {
  if (reply.unsupported) throw new Skip(`the client cannot do this: ${reply.detail}`);
  const code = expected?.code ?? 0;
  const detail = reply.detail === "" ? "" : ` (${reply.detail})`;
  if (reply.code !== code)
    throw new Failure(`the client replied ${codeName(reply.code)}${detail} to ${what}, not ${codeName(code)}`);
  if (expected === undefined) return;
  compare("handed_over", reply.handedOver, expected.handedOver);
  compare("the topic that was built", reply.topic, expected.topic);
  compare("whether the subscription has ended", reply.ended, expected.ended);
  if (expected.read) compareEvents(reply.events, expected.events);
  if (expected.gap !== undefined) compareGap("behind the last event", reply.gap, expected.gap);
  if (expected.stats !== undefined) compareStats(reply.stats, expected.stats);
}

function compareStats(stats: ClientStats | undefined, expected: ExpectStats): void {
  if (stats === undefined) throw new Failure("the client replied to stats without stats");
  compare("stats.connected", stats.connected, expected.connected);
  compare("stats.published", stats.published, expected.published);
  compare("stats.not_published_disconnected", stats.notPublishedDisconnected, expected.notPublishedDisconnected);
  compare("whether stats.not_published_overflow is above 0", stats.notPublishedOverflow > 0n, expected.overflow);
}

function compareEvents(events: readonly ReadEvent[], expected: readonly ExpectRead[]): void {
  const topics = (list: readonly { readonly topic: string }[]): string => list.map(({ topic }) => topic).join(", ");
  compare("the events that the program read", topics(events), topics(expected));
  for (const [index, event] of events.entries()) {
    const { type, source, payloadJson, gap } = expected[index]!;
    compare(`type of ${event.topic}`, event.type, type);
    compare(`source of ${event.topic}`, event.source, source);
    if (payloadJson !== undefined)
      compare(`payload of ${event.topic}`, canonicalPayload(event), canonical(payloadJson));
    compareGap(`in front of ${event.topic}`, event.gap, gap);
  }
}

function compareGap(where: string, gap: ReadEvent["gap"], expected: ExpectGap | undefined): void {
  const text = (reason: Reason | undefined, count: bigint | undefined): string =>
    reason === undefined
      ? "no gap"
      : `${ReasonSchema.value[reason]?.name ?? reason} of ${count ?? "nobody knows how many"}`;
  const any = expected?.anyCount === true;
  const count = any && gap !== undefined ? gap.count : expected?.count;
  const wanted = any && gap === undefined ? "one of any count" : text(expected?.reason, count);
  compare(`the gap ${where}`, text(gap?.reason, gap?.count), wanted);
}

function canonicalPayload({ topic, payloadJson }: ReadEvent): string {
  try {
    return canonical(payloadJson);
  } catch {
    throw new Failure(`payload of ${topic}: payload_json is no JSON: ${payloadJson}`);
  }
}

function canonical(json: string): string {
  return JSON.stringify(JSON.parse(json || "{}"), (_key, value: JsonValue) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
