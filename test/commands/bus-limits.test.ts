// The limits that an operator sets reach the broker, each under its own name.

import { expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { startDaemon } from "../support/daemon.ts";
import { connectPeer, openPeer } from "../support/real-peer.ts";

const LIMITS = {
  "max-connections": 2,
  "max-patterns": 3,
  "max-frame-bytes": 70_000,
  "max-topic-bytes": 20,
  "queue-events": 70,
  "queue-bytes": 80_000,
  "max-unanswered": 9,
};

test("Welcome announces the limits that the flags have set, and they hold", async () => {
  const flags = Object.entries(LIMITS).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  await using daemon = await startDaemon({ args: ["--group", "", "--heartbeat", "0", ...flags] });
  const peer = await connectPeer(daemon.socket);
  expect(await peer.hello()).toMatchObject({
    maxFrameBytes: 70_000,
    maxTopicBytes: 20,
    queueEvents: 70,
    queueBytes: 80_000,
    maxPatterns: 3,
  });
  peer.send({ case: "subscribe", value: { ref: 1, pattern: "a".repeat(21) } });
  expect(await peer.next("result")).toMatchObject({
    code: Code.INVALID_PATTERN,
    detail: "the pattern is longer than 20 bytes",
  });
  for (const [index, pattern] of ["a", "b", "c", "d"].entries()) {
    peer.send({ case: "subscribe", value: { ref: 2 + index, pattern } });
    expect(await peer.next("result")).toMatchObject({ code: index < 3 ? Code.OK : Code.TOO_MANY_PATTERNS });
  }
  const second = await openPeer(daemon.socket);
  const third = await connectPeer(daemon.socket);
  expect(await third.goodbye()).toMatchObject({ code: Code.TOO_MANY_CONNECTIONS });
  second.destroy();
  peer.destroy();
});
