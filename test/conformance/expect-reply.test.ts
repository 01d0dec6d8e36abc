// What somebody who writes a client reads when its reply is not the one that was due: which command, which field, and both values.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { checkReply } from "../../conformance/runner/expect-reply.ts";
import { Failure, Skip } from "../../conformance/runner/failure.ts";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { ExpectReplySchema } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { ClientReplySchema, Gap_Reason as Reason } from "../../gen/decnet/conformance/v1/client_pb.ts";

type Reply = MessageInitShape<typeof ClientReplySchema>;
type Expected = MessageInitShape<typeof ExpectReplySchema>;

function check(reply: Reply, expected?: Expected): void {
  checkReply(create(ClientReplySchema, reply), "read", expected && create(ExpectReplySchema, expected));
}

test.each<[what: string, reply: Reply, expected: Expected | undefined, said: string]>([
  ["another code", { code: 999 as Code }, undefined, "the client replied 999 to read, not OK"],
  [
    "another code, explained",
    { code: Code.UNAVAILABLE, detail: "nobody there" },
    { code: Code.INTERNAL },
    "the client replied UNAVAILABLE (nobody there) to read, not INTERNAL",
  ],
  ["another count", { handedOver: 1 }, { handedOver: 2 }, "handed_over: expected 2, got 1"],
  [
    "other events",
    { events: [{ topic: "a" }] },
    { read: true, events: [{ topic: "a" }, { topic: "b" }] },
    "the events that the program read: expected a, b, got a",
  ],
  [
    "another payload, in whatever order its fields are",
    { events: [{ topic: "a", payloadJson: '{"y":1,"x":2}' }] },
    { read: true, events: [{ topic: "a", payloadJson: '{"x":2,"y":2}' }] },
    'payload of a: expected {"x":2,"y":2}, got {"x":2,"y":1}',
  ],
  [
    "a payload that is no JSON, which is the client's fault and not the runner's",
    { events: [{ topic: "a", payloadJson: "{n:7}" }] },
    { read: true, events: [{ topic: "a", payloadJson: "{}" }] },
    "payload of a: payload_json is no JSON: {n:7}",
  ],
  [
    "no gap, where one of any count was due",
    { events: [{ topic: "a" }] },
    { read: true, events: [{ topic: "a", gap: { reason: Reason.OVERFLOW, anyCount: true } }] },
    "the gap in front of a: expected one of any count, got no gap",
  ],
  [
    "another gap",
    { events: [{ topic: "a", gap: { reason: Reason.RECONNECT } }] },
    { read: true, events: [{ topic: "a", gap: { reason: Reason.OVERFLOW, count: 3n } }] },
    "the gap in front of a: expected REASON_OVERFLOW of 3, got REASON_RECONNECT of nobody knows how many",
  ],
  ["no stats", {}, { stats: { connected: true } }, "the client replied to stats without stats"],
  [
    "other stats",
    { stats: { notPublishedDisconnected: 4n } },
    { stats: { notPublishedDisconnected: 5n } },
    "stats.not_published_disconnected: expected 5, got 4",
  ],
])("%s", (_what, reply, expected, said) => {
  expect(() => check(reply, expected)).toThrow(new Failure(said));
});

test("what a client cannot do is no failure", () => {
  expect(() => check({ unsupported: true, detail: "comes later" })).toThrow(Skip);
});

test("what was not asked is not looked at", () => {
  expect(() => check({ handedOver: 7, detail: "whatever", events: [{ topic: "a" }] }, {})).not.toThrow();
});
