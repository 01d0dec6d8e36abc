// A recording in a test of a worker.

import { create, toBinary } from "@bufbuild/protobuf";
import { createFakeBus, ManualClock } from "decnet-bus/testing";
import { topologyStatus } from "decnet-bus/topics";
import { expect, onTestFinished, test } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { recordingOf } from "../support/recorded.ts";

const RECORDING = recordingOf(
  ["a", "b"].map((id, index) => ({
    ms: index * 1_000,
    bytes: toBinary(EventSchema, create(EventSchema, { topic: topologyStatus(id), source: "mutator" })),
  })),
);

test("the fake bus replays a recording to its workers", async () => {
  await using bus = await createFakeBus().connect();
  const worker = await bus.another().connect();
  const subscription = worker.subscribe("topology.*.status");
  await subscription.ready;
  const summary = await bus.replay(RECORDING, { speed: Number.POSITIVE_INFINITY });
  expect(summary).toMatchObject({ published: 2, complete: true, changed: [], gone: [] });
  const ids: string[] = [];
  for await (const event of subscription) {
    ids.push(event.params.topologyId);
    if (ids.length === 2) break;
  }
  expect(ids).toEqual(["a", "b"]);
  const [first] = await bus.published("topology.*.status");
  expect(first).toMatchObject({ source: "replay" });
});

test("a replay goes by the fake's clock", async () => {
  const clock = new ManualClock();
  const bus = await createFakeBus({ clock }).connect();
  onTestFinished(() => bus.close());
  const replay = bus.replay([RECORDING.subarray(0, 100), RECORDING.subarray(100)], { asRecorded: true });
  await clock.pass(999);
  await expect(bus.published("topology.*.status")).resolves.toMatchObject([{ source: "mutator" }]);
  await clock.pass(1);
  await expect(replay).resolves.toMatchObject({ published: 2 });
});

test("nothing is published of a recording that is cut off, unless it is to be partial", async () => {
  await using bus = await createFakeBus().connect();
  const cut = RECORDING.subarray(0, RECORDING.length - 30);
  const speed = Number.POSITIVE_INFINITY;
  await expect(bus.replay(cut, { speed })).rejects.toMatchObject({ code: "INVALID_RECORDING" });
  await expect(bus.published("topology.*.status")).resolves.toEqual([]);
  await expect(bus.replay(cut, { speed, partial: true })).resolves.toMatchObject({ published: 1, complete: false });
});

test("a recording cannot be replayed to a bus that is down", async () => {
  await using bus = await createFakeBus().connect();
  bus.down();
  await expect(bus.replay(RECORDING)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
