// The public names, entry by entry. Adding one is a decision, taking one away breaks somebody: both show here. Classes and transports
// stay inside; the factory picks one.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { declaredTopics } from "../gen/decnet/topics/v1/registry.ts";
import manifest from "../package.json" with { type: "json" };

const NAMES: Record<string, readonly string[]> = {
  ".": ["BusError", "closeAppBus", "getAppBus", "getBus", "pollOrWake", "publishSafely"],
  "./topics": [
    ...new Set(declaredTopics.flatMap(({ builder, constant }) => [builder, constant])),
    "declaredTopicOf",
    "declaredTopics",
    "freeForm",
    "isPattern",
    "isTopic",
    "matches",
  ].toSorted(),
  "./sse": ["sseResponse"],
  "./testing": ["ManualClock", "createFakeBus"],
  "./broker": ["DEFAULT_LIMITS", "startBroker"],
  "./wire": [
    "Code",
    "CodeSchema",
    "ConnectionStatusSchema",
    "DEFAULT_LIMITS",
    "DroppedSchema",
    "DroppedTopicSchema",
    "EventSchema",
    "FrameReader",
    "FrameSchema",
    "GoodbyeSchema",
    "HelloSchema",
    "PingSchema",
    "PongSchema",
    "ResultSchema",
    "StatusRequestSchema",
    "StatusSchema",
    "StatusTotalsSchema",
    "SubscribeSchema",
    "TopicStatusSchema",
    "UnsubscribeSchema",
    "WelcomeSchema",
    "decodeFrame",
    "encodeFrame",
    "file_decnet_bus_v1_code",
    "file_decnet_bus_v1_frame",
  ],
};

/** The source behind an entry of package.json's exports. */
function sourceOf(built: string): string {
  return built.replace("./dist/src/", "../src/").replace(/\.js$/, ".ts");
}

const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== "./package.json");

describe("the package", () => {
  test("has exactly these entries", () => {
    expect(entries.map(([entry]) => entry).toSorted()).toEqual(Object.keys(NAMES).toSorted());
  });

  test.for(entries)("%s has exactly these names", async ([entry, built]) => {
    const names = Object.keys((await import(sourceOf(built))) as object);
    expect(names.toSorted()).toEqual(NAMES[entry]);
  });

  // Types are not there at run time, so the sources are read.
  test("names the payload of every topic", () => {
    const root = join(import.meta.dirname, "..");
    const generated = globSync("gen/decnet/topics/v1/*_pb.ts", { cwd: root }).toSorted();
    const messages = generated.flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/^export type (\w+) = Message</gm)].map(([, name]) => name!),
    );
    const exported = [...readFileSync(join(root, "src/topics.ts"), "utf8").matchAll(/export type \{([^}]+)\}/g)];
    const names = exported.flatMap(([, list]) => list!.split(",").map((name) => name.trim()));
    expect(messages.length).toBeGreaterThan(declaredTopics.length - 1);
    expect(
      messages.filter((name) => !names.includes(name)),
      "to be exported by src/topics.ts",
    ).toEqual([]);
  });
});
