// Observers, by the names that they use: the channels are looked up as an agent would look them up.

import { tracingChannel } from "node:diagnostics_channel";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ConnectTrace, ProcessTrace, PublishTrace } from "../../src/index.ts";
import { busError } from "../support/bus-error.ts";
import { Host } from "../support/host.ts";
import { take } from "../support/take.ts";

const STATUS = { state: "active", reason: "" };
const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** What is told on the channel, in words; `act` may do as an agent would. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the channel carries
function observe<T extends object>(name: string, act: (step: string, message: T) => string): string[] {
  const channel = tracingChannel<T>(name);
  const seen: string[] = [];
  const listen = (step: string) => (message: T) => {
    seen.push(`${step} ${act(step, message)}`);
  };
  const listeners = {
    start: listen("start"),
    end: listen("end"),
    asyncStart: listen("asyncStart"),
    asyncEnd: listen("asyncEnd"),
    error: listen("error"),
  };
  channel.subscribe(listeners as never);
  onTestFinished(() => {
    channel.unsubscribe(listeners as never);
  });
  return seen;
}

describe("an observer", () => {
  test("of publish sees topic and outcome, and may give the event its trace context", async () => {
    await using bus = await new Host().up().bus().connect();
    const events = bus.subscribe("topology.>");
    await events.ready;
    const seen = observe<PublishTrace>("decnet-bus:publish", (step, message) => {
      if (step === "start") message.traceParent ??= TRACE;
      return `${message.topic} ${message.result ?? ""}`.trim();
    });
    bus.publish("topology.t1.status", STATUS);
    bus.publish("topology.t2.status", STATUS, { traceParent: "given" });
    expect(() => bus.publish("topology.t3.status", { state: 5 } as never)).toThrow(busError("INVALID_PAYLOAD"));
    await bus.flush();
    expect((await take(events, 2)).map(({ traceParent }) => traceParent)).toEqual([TRACE, "given"]);
    expect(seen).toEqual([
      "start topology.t1.status",
      "end topology.t1.status true",
      "start topology.t2.status",
      "end topology.t2.status true",
      "start topology.t3.status",
      "error topology.t3.status",
      "end topology.t3.status",
    ]);
  });

  test("of process sees a callback, and what it throws", async () => {
    await using bus = await new Host().up().bus().connect();
    const seen = observe<ProcessTrace>(
      "decnet-bus:process",
      (_step, { pattern, event }) => `${event.topic} by ${pattern}`,
    );
    const onEvent = ({ topic }: { topic: string }): void => {
      if (topic.includes("bad")) throw new Error("no");
    };
    await bus.subscribe("topology.*.status", { onEvent }).ready;
    for (const id of ["good", "bad"]) bus.publish(`topology.${id}.status`, STATUS);
    await bus.flush();
    expect(seen).toEqual([
      "start topology.good.status by topology.*.status",
      "end topology.good.status by topology.*.status",
      "start topology.bad.status by topology.*.status",
      "error topology.bad.status by topology.*.status",
      "end topology.bad.status by topology.*.status",
    ]);
  });

  test("of process sees the body of a loop, from event to event, and its end", async () => {
    await using bus = await new Host().up().bus().connect();
    const events = bus.subscribe("topology.>");
    await events.ready;
    const seen = observe<ProcessTrace>("decnet-bus:process", (_step, { event }) => event.topic);
    for (const id of ["a", "b"]) bus.publish(`topology.${id}.status`, STATUS);
    await bus.flush();
    for await (const { topic } of events) {
      seen.push(`body ${topic}`);
      if (topic.includes(".b.")) await events.close();
    }
    expect(seen).toEqual(
      ["a", "b"].flatMap((id) => ["start", "body", "end"].map((step) => `${step} topology.${id}.status`)),
    );
  });

  test("of connect sees each attempt, and why it failed", async () => {
    const host = new Host();
    const seen = observe<ConnectTrace & { error?: Error }>(
      "decnet-bus:connect",
      (_step, { clientName, links, error }) => `${clientName} ${links} ${error?.message ?? ""}`.trim(),
    );
    const bus = host.bus();
    await expect(bus.connect()).rejects.toThrow(busError("UNAVAILABLE"));
    host.up();
    await bus.connect();
    expect(seen.filter((step) => !step.startsWith("end"))).toEqual([
      "start worker 0",
      "error worker 0 bus: unavailable: nobody there",
      "asyncStart worker 0 bus: unavailable: nobody there",
      "asyncEnd worker 0 bus: unavailable: nobody there",
      "start worker 0",
      "asyncStart worker 0",
      "asyncEnd worker 0",
    ]);
    await bus.close();
  });
});
