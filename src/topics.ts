// `decnet-bus/topics`: the topics of DECNET by name, and the grammar of all topics.

export * from "../gen/decnet/topics/v1/topics.ts";
export { type DeclaredTopic, declaredTopics } from "../gen/decnet/topics/v1/registry.ts";
export type { TopicMap } from "../gen/decnet/topics/v1/topic-map.ts";
export { declaredTopicOf, freeForm } from "./registry/lookup.ts";
export type { FreeForm } from "./registry/topic-types.ts";
export { isPattern, isTopic } from "./topic/grammar.ts";
export { matches } from "./topic/match.ts";
