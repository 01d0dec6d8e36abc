import { expect, test } from "vitest";
import * as limits from "../../src/wire/limits.ts";

// Numbers that the contract names (decnet.bus.v1) or that clients have seen in Welcome: a change here is a change for them.
test("the limits are those that the contract names", () => {
  expect({ ...limits }).toEqual({
    DEFAULT_LIMITS: {
      maxConnections: 1_024,
      maxFrameBytes: 1_048_576,
      maxTopicBytes: 255,
      maxPatterns: 1_024,
      queueEvents: 1_024,
      queueBytes: 8_388_608,
      maxUnanswered: 1_024,
      handshakeTimeoutMs: 5_000,
      frameTimeoutMs: 10_000,
      drainTimeoutMs: 1_000,
    },
    MAX_HELLO_FRAME_BYTES: 4_096,
    MAX_BATCH_BYTES: 262_144,
    MAX_UNANSWERED_BYTES: 4_194_304,
    MAX_DROPPED_TOPICS: 16,
    MAX_CLIENT_NAME_BYTES: 128,
  });
});
