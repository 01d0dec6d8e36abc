// What a consumer gets, by the pattern: exactly the declared topics that it can match.

import type { Message } from "@bufbuild/protobuf";
import type { Bus, BusEvent, DeclaredEvent, FreeFormEvent, Gap, SubscribablePattern, Subscription } from "decnet-bus";
import { declaredTopics, freeForm, type TopicMap } from "decnet-bus/topics";
import { describe, expectTypeOf, test } from "vitest";

declare const bus: Bus;
declare const id: string;
declare const logOrStatus: "system.log" | "topology.*.status";
declare const labOrTopology: "lab.>" | "topology.>";

type EventOf<S> = S extends Subscription<infer Event> ? Event : never;
type NameOf<S> = EventOf<S> extends { name: infer Name } ? Name : never;

type Mutation<State extends string> = `topology.mutation.${State}`;
type Topology = Mutation<"enqueued" | "applying" | "applied" | "failed"> | "topology.status";
type Applied = Message<"decnet.topics.v1.TopologyMutationApplied"> & { mutationId: string; op: string };
type Every = TopicMap[keyof TopicMap]["name"];

describe("a pattern yields exactly the topics that it can match", () => {
  test("a literal", () => {
    const events = bus.subscribe("topology.t1.mutation.applied");
    expectTypeOf<NameOf<typeof events>>().toEqualTypeOf<Mutation<"applied">>();
    const one = bus.subscribe("system.bus.health");
    expectTypeOf<NameOf<typeof one>>().toEqualTypeOf<"system.bus.health">();
  });

  test("* in the middle", () => {
    const events = bus.subscribe("topology.*.mutation.applied");
    expectTypeOf<NameOf<typeof events>>().toEqualTypeOf<Mutation<"applied">>();
  });

  test("* at the end", () => {
    const events = bus.subscribe("topology.t1.mutation.*");
    expectTypeOf<NameOf<typeof events>>().toEqualTypeOf<Mutation<"enqueued" | "applying" | "applied" | "failed">>();
  });

  test("* at the beginning, where it meets a token that the publisher fills in", () => {
    const traffic = bus.subscribe("*.*.traffic");
    expectTypeOf<NameOf<typeof traffic>>().toEqualTypeOf<"decky.traffic">();
    const three = bus.subscribe("decky.*.*");
    expectTypeOf<NameOf<typeof three>>().toEqualTypeOf<"decky.state" | "decky.traffic">();
  });

  test("> at the end", () => {
    const events = bus.subscribe("topology.>");
    expectTypeOf<NameOf<typeof events>>().toEqualTypeOf<Topology>();
    const deep = bus.subscribe("topology.*.mutation.>");
    expectTypeOf<NameOf<typeof deep>>().toEqualTypeOf<Exclude<Topology, "topology.status">>();
    const system = bus.subscribe("system.bus.>");
    expectTypeOf<NameOf<typeof system>>().toEqualTypeOf<"system.bus.health">();
  });

  test("> alone, and text that is known at run time only", () => {
    const all = bus.subscribe(">");
    expectTypeOf<NameOf<typeof all>>().toEqualTypeOf<Every>();
    const any = bus.subscribe(id);
    expectTypeOf<NameOf<typeof any>>().toEqualTypeOf<Every>();
    expectTypeOf<Every>().toEqualTypeOf<DeclaredEvent<keyof TopicMap>["name"]>();
  });

  test("a template literal: a token that is not known stands for any one", () => {
    const status = bus.subscribe(`topology.${id}.status`);
    expectTypeOf<NameOf<typeof status>>().toEqualTypeOf<"topology.status">();
    const deeper = bus.subscribe(`topology.${id}.mutation.${id}`);
    expectTypeOf<NameOf<typeof deeper>>().toEqualTypeOf<Mutation<"enqueued" | "applying" | "applied" | "failed">>();
    const state = bus.subscribe(`topology.t1.mutation.a${id}`);
    expectTypeOf<NameOf<typeof state>>().toEqualTypeOf<Mutation<"applying" | "applied">>();
    const prefixed = bus.subscribe(`decky.d-${id}.state`);
    expectTypeOf<NameOf<typeof prefixed>>().toEqualTypeOf<"decky.state">();
  });

  // Regression: `system.bus.health`, which a `>` in `id` matches, had no type.
  test("a template literal that ends in what is not known, which may be a > too", () => {
    const system = bus.subscribe(`system.${id}`);
    expectTypeOf<NameOf<typeof system>>().toEqualTypeOf<"system.log" | "system.bus.health">();
    const mutations = bus.subscribe(`topology.t1.${id}`);
    expectTypeOf<NameOf<typeof mutations>>().toEqualTypeOf<Topology>();
    const free = bus.subscribe(freeForm(`topology.${id}`));
    expectTypeOf<NameOf<typeof free>>().toEqualTypeOf<Topology | undefined>();
  });

  test("one of several patterns yields what any of them can match", () => {
    const events = bus.subscribe(logOrStatus);
    expectTypeOf<NameOf<typeof events>>().toEqualTypeOf<"system.log" | "topology.status">();
  });
});

describe("an event", () => {
  test("is told from others by its name, with parameters and payload", async () => {
    for await (const event of bus.subscribe("topology.>")) {
      if (event.name === "topology.mutation.failed") {
        expectTypeOf(event.payload.reason).toEqualTypeOf<string>();
        expectTypeOf(event.topic).toEqualTypeOf<`topology.${string}.mutation.failed`>();
      }
      if (event.name === "topology.mutation.applied") {
        expectTypeOf(event.payload).toEqualTypeOf<Applied>();
        // @ts-expect-error -- the payload of another name
        void event.payload.reason;
      }
      expectTypeOf(event.params).toEqualTypeOf<{ readonly topologyId: string }>();
      // @ts-expect-error -- not all of them have a state
      void event.payload.state;
      // @ts-expect-error -- no topic of this pattern has this name
      void (event.name === "system.log");
    }
  });

  test("without parameters has none", () => {
    expectTypeOf<keyof BusEvent<"system.log">["params"]>().toBeNever();
  });

  test("has what every event has", () => {
    type Event = BusEvent<"topology.*.status">;
    expectTypeOf<Event["gap"]>().toEqualTypeOf<Gap | undefined>();
    expectTypeOf<Event["publishedAtNs"]>().toEqualTypeOf<bigint>();
    expectTypeOf<Event["id"]>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Event["source" | "type" | "traceParent"]>().toEqualTypeOf<string>();
  });

  test("cannot be written to", () => {
    const event = {} as BusEvent<"topology.*.status">;
    expectTypeOf(event.topic).toEqualTypeOf<`topology.${string}.status`>();
    // @ts-expect-error -- it may be somebody else's too
    event.topic = "topology.t2.status";
  });
});

describe("a pattern that can match nothing", () => {
  test("is refused, and the compiler says what to do", () => {
    // @ts-expect-error -- a state that there is not
    bus.subscribe("topology.*.mutation.done");
    // @ts-expect-error -- one token too many
    bus.subscribe("topology.*.status.now");
    // @ts-expect-error -- one token too few
    bus.subscribe("topology.*");
    // @ts-expect-error -- > needs at least one token
    bus.subscribe("system.log.>");
    // @ts-expect-error -- an unknown family
    bus.subscribe(`lab.${id}.result`);
    // @ts-expect-error -- the rest of the topic was forgotten
    bus.subscribe(`topology.${id}`);
    expectTypeOf<
      SubscribablePattern<"topology.*.mutation.done">
    >().toEqualTypeOf<"No declared topic can match this pattern. See docs/topics.md, or use freeForm(pattern) if you mean it.">();
  });

  test("is also one that is no pattern: > before the end, * in a token", () => {
    expectTypeOf<SubscribablePattern<"topology.>.status">>().toEqualTypeOf<SubscribablePattern<"lab.x">>();
    // @ts-expect-error -- > is for the last token
    bus.subscribe("topology.>.status");
    // @ts-expect-error -- * is a whole token
    bus.subscribe("topo*.t1.status");
  });

  test("is also one of several, of which another can", () => {
    expectTypeOf<SubscribablePattern<typeof labOrTopology>>().not.toEqualTypeOf<typeof labOrTopology>();
    // @ts-expect-error -- one of the two cannot
    bus.subscribe(labOrTopology);
  });
});

describe("free form", () => {
  test("adds events of undeclared topics to those that the pattern can match", () => {
    const lab = bus.subscribe(freeForm("lab.>"));
    expectTypeOf<EventOf<typeof lab>>().toEqualTypeOf<FreeFormEvent>();
    const system = bus.subscribe(freeForm("system.*"));
    expectTypeOf<NameOf<typeof system>>().toEqualTypeOf<"system.log" | undefined>();
    const any = bus.subscribe(freeForm(id));
    expectTypeOf<NameOf<typeof any>>().toEqualTypeOf<Every | undefined>();
  });

  test("tells the undeclared ones by their name, which is not there", async () => {
    for await (const event of bus.subscribe(freeForm("system.>"))) {
      if (event.name === undefined) expectTypeOf(event).toEqualTypeOf<FreeFormEvent>();
      else expectTypeOf(event.topic).toEqualTypeOf<"system.log" | "system.bus.health">();
    }
  });

  test("is what BusEvent means unless told otherwise: every event that there can be", () => {
    expectTypeOf<BusEvent["name"]>().toEqualTypeOf<Every | undefined>();
  });
});

test("the registry's data and its types speak of the same names", () => {
  expectTypeOf(declaredTopics[0]!.name).toEqualTypeOf<string>();
});
