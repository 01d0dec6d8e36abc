import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { StatusSchema, WelcomeSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { busStatusOf } from "../../src/client/from-frame.ts";
import { busError } from "../support/bus-error.ts";
import { connectedToScript } from "../support/bus-over-memory.ts";

describe("a status", () => {
  test("of a broker that leaves everything away is one of nothing", () => {
    const counts = {
      eventsIn: 0,
      eventsOut: 0,
      eventsDropped: 0,
      eventsInPerS: 0,
      eventsOutPerS: 0,
      eventsDroppedPerS: 0,
    };
    expect(busStatusOf(create(StatusSchema), create(WelcomeSchema))).toEqual({
      busId: "",
      server: "",
      uptimeS: 0,
      rateWindowS: 0,
      queueEvents: 0,
      queueBytes: 0,
      maxConnections: null,
      totals: { connections: 0, patterns: 0, ...counts },
      connections: [],
      connectionsOmitted: 0,
      busiestTopics: [],
    });
  });

  test("is no answer to anything else, and nothing else is one", async () => {
    const script = await connectedToScript();
    const asked = [script.bus.flush(), script.bus.status()];
    const { ref: pinged } = await script.peer.next("ping");
    const { ref } = await script.peer.next("statusRequest");
    // The refs of both may be the same: a Pong must not be taken for a Status.
    expect(ref).toBe(pinged);
    script.sendTogether({ case: "pong", value: { ref } });
    await asked[0];
    script.sendTogether({ case: "status", value: { ref: 99 } }, { case: "status", value: { ref, uptimeS: 7 } });
    await expect(asked[1]).resolves.toMatchObject({ uptimeS: 7 });
  });

  test("that was asked for is not waited for when the connection is gone", async () => {
    const script = await connectedToScript();
    const asked = script.bus.status();
    await script.peer.next("statusRequest");
    script.peer.destroy();
    await expect(asked).rejects.toThrow(busError("UNAVAILABLE"));
  });
});
