// Patterns of a stream are checked as those of a subscription.

import type { Bus } from "decnet-bus";
import { sseResponse } from "decnet-bus/sse";
import { freeForm } from "decnet-bus/topics";
import { expectTypeOf, test } from "vitest";

declare const bus: Bus;
declare const id: string;

test("patterns that declared topics can match, in a list of any kind, are taken", () => {
  expectTypeOf(sseResponse(bus, { patterns: ["topology.*.status", "decky.>"] })).toEqualTypeOf<Response>();
  sseResponse(null, { patterns: [`topology.${id}.>`, "system.bus.health", freeForm("lab.>")] });
  const patterns = ["topology.>", "attacker.observed"] as const;
  sseResponse(bus, { patterns });
  const given: string[] = [];
  sseResponse(bus, { patterns: given });
});

test("one that no declared topic can match is not, wherever it stands", () => {
  // @ts-expect-error -- there is no such topic.
  expectTypeOf(sseResponse(bus, { patterns: ["topolgy.*.status"] })).toEqualTypeOf<Response>();
  // @ts-expect-error -- the second one is misspelt.
  sseResponse(bus, { patterns: ["topology.*.status", "decky.*.trafic"] });
  // @ts-expect-error -- patterns are not optional.
  sseResponse(bus, {});
});
