// `decnet-bus/topics`: the topics of DECNET by name, and the grammar of all topics.

export * from "../gen/decnet/topics/v1/topics.ts";
export { type DeclaredTopic, declaredTopics } from "../gen/decnet/topics/v1/registry.ts";
export type { TopicMap } from "../gen/decnet/topics/v1/topic-map.ts";
// The payloads by name: for who writes a function about one, and for the compiler, which writes down the types of what others export.
export type { AttackerObserved } from "../gen/decnet/topics/v1/attacker_pb.ts";
export type { DeckyState, DeckyTraffic } from "../gen/decnet/topics/v1/decky_pb.ts";
export type { BusCounts, SystemBusHealth, SystemLog } from "../gen/decnet/topics/v1/system_pb.ts";
export type {
  TopologyMutationApplied,
  TopologyMutationApplying,
  TopologyMutationEnqueued,
  TopologyMutationFailed,
  TopologyStatus,
} from "../gen/decnet/topics/v1/topology_pb.ts";
export { declaredTopicOf, freeForm } from "./registry/lookup.ts";
export type { FreeForm } from "./registry/topic-types.ts";
export { isPattern, isTopic } from "./topic/grammar.ts";
export { matches } from "./topic/match.ts";
