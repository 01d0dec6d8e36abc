// A bus says what it is doing, whatever carries it; where there is none it does not make one up.

import { describe, expect, test } from "vitest";
import { freeForm } from "../../src/registry/lookup.ts";
import { busError } from "../support/bus-error.ts";
import { onEveryBus } from "./on-every-bus.ts";

onEveryBus(({ any, withBroker }) => {
  describe("the status of a bus", () => {
    test("has every connection with its patterns and what it did, sums, and the busiest topics", async (context) => {
      const stage = await withBroker(context, { queueEvents: 512, maxConnections: 77 });
      const publisher = await stage.bus({ clientName: "publisher" }).connect();
      const subscriber = await stage.bus({ clientName: "subscriber" }).connect();
      for (const pattern of ["lab.>", "lab.a"])
        await subscriber.subscribe(freeForm(pattern), { onEvent: () => {} }).ready;
      for (const topic of ["lab.a", "lab.b", "lab.a"]) publisher.publish(freeForm(topic), {});
      await publisher.flush();
      await subscriber.flush();
      const status = await publisher.status();
      expect(status).toMatchObject({
        busId: publisher.stats().busId,
        server: expect.stringContaining("decnet-bus/") as string,
        queueEvents: 512,
        maxConnections: 77,
        totals: { connections: 2, patterns: 2, eventsIn: 3, eventsOut: 3, eventsDropped: 0 },
        connectionsOmitted: 0,
        busiestTopics: [
          { topic: "lab.a", eventsIn: 2 },
          { topic: "lab.b", eventsIn: 1 },
        ],
      });
      expect(status.connections).toMatchObject([
        { clientName: "publisher", pid: process.pid, patterns: [], eventsIn: 3, eventsOut: 0, queuedEvents: 0 },
        { clientName: "subscriber", patterns: ["lab.>", "lab.a"], eventsIn: 0, eventsOut: 3 },
      ]);
      expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    });

    test("is refused with CLOSED after close()", async (context) => {
      const stage = await any(context);
      const bus = await stage.bus().connect();
      await bus.close();
      await expect(bus.status()).rejects.toThrow(busError("CLOSED"));
    });

    test("needs a connection", async (context) => {
      const stage = await any(context);
      await expect(stage.bus().status()).rejects.toThrow(busError("UNAVAILABLE"));
    });

    test("is not waited for longer than was said", async (context) => {
      const stage = await withBroker(context);
      const bus = await stage.bus().connect();
      stage.freeze();
      await expect(bus.status({ timeoutMs: 1 })).rejects.toThrow(busError("TIMEOUT"));
      stage.thaw();
      await expect(bus.status()).resolves.toMatchObject({ totals: { connections: 1 } });
      await expect(bus.status({ timeoutMs: 0 })).rejects.toThrow(busError("INVALID_CONFIG"));
    });
  });
});
