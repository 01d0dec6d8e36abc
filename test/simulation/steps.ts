// What may happen, as data. A step names its peer by a number that is taken modulo the peers that there are, so every script can be run,
// and every part of one: which is what shrinking needs. And because nothing depends on which steps a model would allow (as it does with
// fast-check's commands), seed and path alone bring a failure back.

import { fc } from "@fast-check/vitest";
import type { Limits } from "../../src/wire/limits.ts";
import { ALL_FOULS } from "./foul.ts";
import type { EventForm, Saying } from "./saying.ts";

export type Step = { readonly endsTurn: boolean } & (
  | { readonly step: "connect"; readonly sayings: readonly Saying[]; readonly reads: boolean }
  | { readonly step: "say"; readonly who: number; readonly sayings: readonly Saying[]; readonly cut: Cut }
  /** Takes the batch in flight. */
  | { readonly step: "take"; readonly who: number }
  /** Begins, or ceases, to take whatever comes at the end of each turn. */
  | { readonly step: "read" | "stall"; readonly who: number }
  | { readonly step: "vanish"; readonly who: number }
  | { readonly step: "wait"; readonly ms: number }
  /** The broker's own event. */
  | { readonly step: "announce"; readonly topic: string }
  /** The broker stops; or, if it is stopping, another takes its place. */
  | { readonly step: "restart" }
);

/** How what is said is cut into chunks. */
export interface Cut {
  /** Places, modulo the length. */
  readonly at: readonly number[];
  /** Bytes at the end that come with what is said next. */
  readonly keepBack: number;
}

/** A kind of life. */
export interface World {
  readonly limits: fc.Arbitrary<Partial<Limits>>;
  readonly payloadBytes: fc.Arbitrary<number>;
  readonly maxSteps: number;
  readonly maxSayings: number;
  /** How often the broker is stopped, or replaced, beside the 40 or so of everything else. */
  readonly restarts: number;
}

const TOPICS = ["a", "b", "a.a", "a.b", "b.a", "a.b.c", "ü.b", "c.c.c.c"];
const PATTERNS = [">", "a.>", "*", "a.*", "*.b", "*.*", "*.>", "a.b", "a.b.c", "a.*.c", "*.b.>", "w.*", "ü.>", "a"];
/** The last one is too long in some lives. */
const NO_PATTERNS = ["", "a..b", "a*", ">.a", "a b", "a.>.b", "a.b.c.>"];
/** More than a Dropped names. */
const WIDE_TOPICS = 24;

const topic = fc.constantFrom(...TOPICS);
/** The broker does not publish what its own limits forbid. */
const ownTopic = fc.constantFrom("a", "a.b");
const pattern = fc.oneof(
  { arbitrary: fc.constantFrom(...PATTERNS), weight: 20 },
  { arbitrary: fc.constant(">"), weight: 5 },
  { arbitrary: fc.constantFrom(...NO_PATTERNS), weight: 1 },
);
const form = fc.oneof(
  { arbitrary: fc.constant<EventForm>("usual"), weight: 5 },
  {
    arbitrary: fc.constantFrom<EventForm>("rich", "topic last", "unknown field", "long prefix", "long tag"),
    weight: 2,
  },
);
const who = fc.nat({ max: 11 });

/** A life of a broker: its limits, and what happens. */
export function lifeIn(world: World): fc.Arbitrary<{ limits: Partial<Limits>; steps: Step[] }> {
  const cast = fc.array(connectIn(world), { minLength: 1, maxLength: 3 });
  const plot = fc.array(stepIn(world), { maxLength: world.maxSteps, size: "max" });
  return fc.tuple(world.limits, cast, plot).map(([limits, first, then]) => ({ limits, steps: [...first, ...then] }));
}

function stepIn(world: World): fc.Arbitrary<Step> {
  const endsTurn = fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, fc.constant(false));
  const say = fc.record({
    step: fc.constant("say" as const),
    who,
    sayings: sayingsIn(world),
    cut: fc.record({
      at: fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.array(fc.nat(), { maxLength: 4 })),
      keepBack: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.nat({ max: 30 })),
    }),
    endsTurn,
  });
  return fc.oneof(
    { arbitrary: say, weight: 24 },
    { arbitrary: connectIn(world), weight: 3 },
    { arbitrary: fc.record({ step: fc.constant("take" as const), who, endsTurn }), weight: 6 },
    { arbitrary: fc.record({ step: fc.constantFrom("read" as const, "stall" as const), who, endsTurn }), weight: 6 },
    { arbitrary: fc.record({ step: fc.constant("vanish" as const), who, endsTurn }), weight: 1 },
    { arbitrary: fc.record({ step: fc.constant("wait" as const), ms: waiting, endsTurn }), weight: 2 },
    { arbitrary: fc.record({ step: fc.constant("announce" as const), topic: ownTopic, endsTurn }), weight: 1 },
    { arbitrary: fc.record({ step: fc.constant("restart" as const), endsTurn }), weight: world.restarts },
  );
}

/** Around the time-outs, exactly at them, and all at once. */
const waiting = fc.oneof(fc.constantFrom(1, 999, 1_000, 4_999, 5_000, 9_999, 10_000, 20_000), fc.nat({ max: 6_000 }));

/** Most who connect say Hello at once, and subscribe. */
function connectIn(world: World): fc.Arbitrary<Step> {
  const greeting = fc
    .tuple(hello, fc.array(subscription, { minLength: 1, maxLength: 3 }), sayingsIn(world))
    .map(([first, subscriptions, then]) => [first, ...subscriptions, ...then]);
  return fc.record({
    step: fc.constant("connect" as const),
    sayings: fc.oneof({ arbitrary: greeting, weight: 8 }, fc.constant([]), sayingsIn(world)),
    reads: fc.boolean(),
    endsTurn: fc.constant(true),
  });
}

const hello: fc.Arbitrary<Saying> = fc.record({
  say: fc.constant("hello" as const),
  noEcho: fc.boolean(),
  like: fc.oneof({ arbitrary: fc.constant("usual" as const), weight: 20 }, fc.constantFrom("future", "ugly")),
});

const subscription: fc.Arbitrary<Saying> = fc.record({ say: fc.constant("subscribe" as const), pattern });

/** What is said in one breath. */
function sayingsIn(world: World): fc.Arbitrary<Saying[]> {
  const event = fc.record({ say: fc.constant("event" as const), topic, payloadBytes: world.payloadBytes, form });
  const burst = fc
    .record({ first: fc.nat({ max: WIDE_TOPICS }), count: fc.integer({ min: 2, max: WIDE_TOPICS }), event })
    .map(({ first, count, event: each }) =>
      Array.from({ length: count }, (_, index) => ({ ...each, topic: `w.${(first + index) % WIDE_TOPICS}` })),
    );
  const one = fc.oneof(
    { arbitrary: event, weight: 80 },
    { arbitrary: subscription, weight: 12 },
    { arbitrary: fc.record({ say: fc.constant("unsubscribe" as const), pattern }), weight: 12 },
    { arbitrary: fc.record({ say: fc.constantFrom("ping" as const, "statusRequest" as const) }), weight: 16 },
    {
      arbitrary: fc.record({ say: fc.constantFrom("pong" as const, "unknown" as const, "empty" as const) }),
      weight: 3,
    },
    { arbitrary: fc.record({ say: fc.constant("goodbye" as const) }), weight: 1 },
    { arbitrary: hello, weight: 1 },
    { arbitrary: fc.record({ say: fc.constant("foul" as const), foul: fc.constantFrom(...ALL_FOULS) }), weight: 1 },
  );
  const some = fc.array(one, { maxLength: world.maxSayings, size: "max" });
  const more = fc.tuple(some, burst, some).map(([before, many, after]) => [...before, ...many, ...after]);
  return fc.oneof({ arbitrary: some, weight: 7 }, { arbitrary: more, weight: 1 });
}
