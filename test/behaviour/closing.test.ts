// Closing works in every state, and ends whatever waits.

import { describe, expect, test, vi } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { pollOrWake, type Wake } from "../../src/client/poll-or-wake.ts";
import { busError } from "../support/bus-error.ts";
import { settled } from "../support/settled.ts";
import { publishNumbers, readUntil } from "../support/status-topics.ts";
import { all } from "../support/take.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";
import { onEveryBus } from "./on-every-bus.ts";
import type { Stage } from "./stage.ts";

/** What was asked of the bus, and has to come to an end with it: rejected with CLOSED, or done. */
type Asked = readonly Promise<unknown>[];

interface State {
  readonly state: string;
  readonly withoutBroker: boolean;
  /** Brings the bus into the state. */
  readonly enter: (stage: Stage, bus: Bus) => Asked | Promise<Asked>;
}

const STATES: readonly State[] = [
  { state: "idle", withoutBroker: true, enter: () => [] },
  { state: "connecting", withoutBroker: true, enter: (_stage, bus) => [bus.connect()] },
  {
    state: "connected",
    withoutBroker: true,
    enter: async (_stage, bus) => {
      await bus.connect();
      return [];
    },
  },
  {
    state: "subscribing",
    withoutBroker: true,
    enter: async (_stage, bus) => {
      await bus.connect();
      return [bus.subscribe("decky.>").ready];
    },
  },
  {
    state: "with a full queue",
    withoutBroker: false,
    enter: async (_stage, bus) => {
      await bus.connect();
      const full = bus.subscribe("topology.*.status", { queueEvents: 2 });
      const quick = bus.subscribe("topology.*.status");
      await Promise.all([full.ready, quick.ready]);
      publishNumbers(bus, 0, 5);
      await readUntil(quick, 4);
      // Nobody has read of it; its loop begins after the bus was closed.
      return [
        Promise.resolve()
          .then(() => bus.close())
          .then(() => all(full)),
      ];
    },
  },
  {
    state: "flushing",
    withoutBroker: false,
    enter: async (_stage, bus) => {
      await bus.connect();
      publishNumbers(bus, 0, 1_000);
      return [bus.flush()];
    },
  },
  {
    state: "flushing, and the broker is frozen",
    withoutBroker: false,
    enter: async (stage, bus) => {
      await bus.connect();
      stage.freeze();
      return [bus.flush()];
    },
  },
  {
    state: "connecting, and the broker is frozen",
    withoutBroker: false,
    enter: (stage, bus) => {
      stage.freeze();
      return [bus.connect()];
    },
  },
  {
    state: "coming back",
    withoutBroker: false,
    enter: async (stage, bus) => {
      await bus.connect();
      await stage.kill();
      await bus.flush().catch(() => undefined);
      return [bus.subscribe("decky.>").ready];
    },
  },
  {
    state: "waiting for its broker",
    withoutBroker: false,
    enter: async (stage) => {
      await stage.kill();
      const waiting = await stage.bus({ waitForBus: true }).connect();
      const loop = all(waiting.subscribe("topology.>"));
      await waiting.close();
      return [loop];
    },
  },
];

/** Everything that can wait for an event; each resolves when it has ended. */
function waitOn(
  bus: Bus,
  signal?: AbortSignal,
): { readonly ends: Promise<unknown>[]; readonly close: () => Promise<void> } {
  const [looped, asked, streamed] = [
    bus.subscribe("topology.>", { signal }),
    bus.subscribe("topology.>", { signal }),
    bus.subscribe("topology.>", { signal }),
  ];
  const iterator = asked[Symbol.asyncIterator]();
  const ends = [all(looped), all(looped), iterator.next(), iterator.next(), all(streamed.readable())];
  return { ends, close: async () => void (await Promise.all([looped.close(), asked.close(), streamed.close()])) };
}

const DONE = { value: undefined, done: true };
const ALL_ENDED = [[], [], DONE, DONE, []];

onEveryBus(({ any, withBroker, name }) => {
  describe("a bus can be closed", () => {
    test.for(STATES.map(({ state, ...rest }) => [state, rest] as const))(
      "while it is %s",
      async ([, state], context) => {
        const rejections = unhandledRejections();
        const stage = await (state.withoutBroker ? any : withBroker)(context);
        const bus = stage.bus();
        const loop = all(bus.subscribe("topology.>"));
        const asked = Promise.allSettled(await state.enter(stage, bus));
        const closing = bus.close();
        expect(bus.connected).toBe(false);
        expect(publishNumbers(bus, 0, 1)).toBe(0);
        await Promise.all([closing, bus.close()]);
        await bus.close();
        // A loop may have begun before there was a connection, and have read what came; it ends.
        await loop;
        for (const settlement of await asked) {
          const asExpected = settlement.status === "fulfilled" || busError("CLOSED");
          expect(settlement.status === "fulfilled" || settlement.reason).toEqual(asExpected);
        }
        expect(bus.stats()).toMatchObject({ connected: false, subscriptions: 0, notPublished: { closed: 1 } });
        expect(await all(bus.subscribe("topology.>"))).toEqual([]);
        await settled();
        expect(rejections).toEqual([]);
      },
    );

    test("for good: it does not connect again, and has nothing to flush", async (context) => {
      const stage = await withBroker(context);
      const bus = await stage.bus().connect();
      await bus.close();
      await expect(bus.connect()).rejects.toThrow(busError("CLOSED"));
      await expect(bus.flush()).rejects.toThrow(busError("CLOSED"));
      await expect(bus.subscribe("topology.>").ready).rejects.toThrow(busError("CLOSED"));
    });

    test("in the middle of a burst: what was published before still leaves", async (context) => {
      const stage = await withBroker(context);
      const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
      const events = consumer.subscribe("topology.*.status", { queueEvents: 5_000 });
      await events.ready;
      publishNumbers(publisher, 0, 1_000);
      await publisher.close();
      expect(await readUntil(events, 999)).toHaveLength(1_000);
    });

    test("by a handler that it calls", async (context) => {
      const stage = await withBroker(context);
      const bus = await stage.bus().connect();
      const closed = Promise.withResolvers<void>();
      const onEvent = vi.fn<() => void>(() => closed.resolve(bus.close()));
      await bus.subscribe("topology.*.status", { onEvent }).ready;
      publishNumbers(bus, 0, 10);
      await closed.promise;
      expect(onEvent).toHaveBeenCalledOnce();
    });
  });

  describe("every iterator ends", () => {
    test("when the bus is closed", async (context) => {
      const stage = await any(context);
      const bus = await stage.bus().connect();
      const { ends } = waitOn(bus);
      await bus.close();
      expect(await Promise.all(ends)).toEqual(ALL_ENDED);
    });

    test("when its subscription is closed, and the bus goes on", async (context) => {
      const stage = await any(context);
      const bus = await stage.bus().connect();
      const { ends, close } = waitOn(bus);
      await close();
      expect(await Promise.all(ends)).toEqual(ALL_ENDED);
      expect(bus.connected).toBe(name !== "null");
      expect(bus.stats().subscriptions).toBe(0);
    });

    test("when its signal is aborted", async (context) => {
      const stage = await any(context);
      const bus = await stage.bus().connect();
      const abort = new AbortController();
      const { ends } = waitOn(bus, abort.signal);
      abort.abort();
      expect(await Promise.all(ends)).toEqual(ALL_ENDED);
      expect(bus.stats().subscriptions).toBe(0);
    });

    test("when there is no bus after all", async (context) => {
      const stage = await withBroker(context);
      await stage.kill();
      const bus = stage.bus();
      const { ends } = waitOn(bus);
      await expect(bus.connect()).rejects.toThrow(busError("UNAVAILABLE"));
      expect(await Promise.all(ends)).toEqual(ALL_ENDED);
    });

    test("when it is one of pollOrWake, which ends by itself and not with the bus", async (context) => {
      const stage = await any(context);
      const bus = await stage.bus().connect();
      const wakes = pollOrWake(bus, "topology.>", { everyMs: 1_000_000 });
      expect((await wakes.next()).value).toEqual<Wake>({ reason: "start" });
      const waiting = wakes.next();
      await bus.close();
      expect(await Promise.race([waiting, settled().then(() => "waits")])).toBe("waits");
      expect(await Promise.all([waiting, wakes.return()])).toEqual([DONE, DONE]);
    });
  });
});
