// `decnet-bus/broker`: a broker inside a program of one's own.

export type { BrokerEvent } from "../broker/broker.ts";
export type { BrokerCounts } from "../broker/status.ts";
export { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";
export { type RunningBroker, startBroker, type StartBrokerOptions } from "./start-broker.ts";
