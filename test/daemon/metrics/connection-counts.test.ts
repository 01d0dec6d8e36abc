import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { HelloSchema } from "../../../gen/decnet/bus/v1/frame_pb.ts";
import type { ClientState } from "../../../src/broker/broker.ts";
import { ConnectionCounts, MAX_NAMES, OTHERS } from "../../../src/daemon/metrics/connection-counts.ts";

function client(clientName: string, dropped = 0): ClientState {
  return { client: create(HelloSchema, { clientName }), dropped, queuedEvents: 0, queuedBytes: 0 };
}

function closed({ client: hello, dropped }: ClientState): Parameters<ConnectionCounts["observe"]>[0] {
  return { kind: "closed", client: hello, reason: undefined, dropped };
}

test("connections are counted by how they ended; who left without a Hello was nobody", () => {
  const counts = new ConnectionCounts();
  const api = client("api");
  const reason = { code: "PROTOCOL_ERROR", detail: "?" } as const;
  counts.observe({ kind: "opened", client: api.client });
  counts.observe({ kind: "opened", client: api.client });
  counts.observe(closed(api));
  counts.observe({ kind: "closed", client: api.client, reason, dropped: 0 });
  counts.observe({ kind: "closed", client: undefined, reason, dropped: 0 });
  counts.observe({ kind: "closed", client: undefined, reason: undefined, dropped: 0 });
  expect(counts).toMatchObject({
    opened: 2,
    closed: new Map([
      ["OK", 1],
      ["PROTOCOL_ERROR", 1],
    ]),
    refused: new Map([["PROTOCOL_ERROR", 1]]),
  });
});

test("losses are those of all clients of a name, also of those that are gone; who lost nothing has none", () => {
  const counts = new ConnectionCounts();
  counts.observe(closed(client("api", 5)));
  counts.observe(closed(client("api", 2)));
  const there = [client("api", 10), client("api", 100), client("", 3), client("fine")];
  const lost = new Map([
    ["api", 117],
    ["(unnamed)", 3],
  ]);
  expect(counts.lost(there)).toEqual(lost);
  // Asking changes nothing.
  expect(counts.lost(there)).toEqual(lost);
});

test("after so many names the others are counted together, and none ever changes its series", () => {
  const counts = new ConnectionCounts();
  const early = Array.from({ length: MAX_NAMES - 1 }, (_, index) => client(`n${index}`, 1));
  for (const each of early) counts.observe(closed(each));
  const last = client("last", 1);
  const late = [client("late", 7), client("later", 8)];
  expect(counts.lost([last, ...late]).get(OTHERS)).toBe(15);
  for (const each of late) counts.observe(closed(each));
  const lost = counts.lost([last, client("n3", 4), client("late", 1)]);
  expect(lost.size).toBe(MAX_NAMES + 1);
  expect(lost.get("last")).toBe(1);
  expect(lost.get("n3")).toBe(5);
  expect(lost.get(OTHERS)).toBe(16);
  // However many come and go.
  for (let index = 0; index < 10_000; index++) counts.observe(closed(client(`flood${index}`, 1)));
  expect(counts.lost([]).size).toBe(MAX_NAMES + 1);
});
