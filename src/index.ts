// `decnet-bus`: what a worker needs. Topics are in `decnet-bus/topics`, the fake for tests in `decnet-bus/testing`. The classes behind
// `Bus` are not exported: the factory picks one.

export { type AppBusOptions, closeAppBus, getAppBus } from "./app-bus.ts";
export type {
  Bus,
  BusEvent,
  BusStats,
  DeclaredEvent,
  FlushOptions,
  FreeFormEvent,
  HelloOptions,
  PublishOptions,
  SubscribeOptions,
  Subscription,
} from "./client/bus.ts";
export type { BusStatus, ClientStatus, EventCounts, TopicCount } from "./client/bus-status.ts";
export type { Gap, GapReason } from "./client/gap.ts";
export type { BusLogger } from "./client/log.ts";
export type { ConnectTrace, ProcessTrace, PublishTrace } from "./client/tracing.ts";
export { type PollOptions, pollOrWake, type Wake } from "./client/poll-or-wake.ts";
export type { Clock, Timer } from "./clock.ts";
export { BusError, type BusErrorCode } from "./errors.ts";
export { getBus, type GetBusOptions } from "./get-bus.ts";
export { publishSafely, type WarningLog } from "./publish-safely.ts";
export type {
  FreeForm,
  PayloadFor,
  PayloadInput,
  PublishableTopic,
  SubscribablePattern,
} from "./registry/topic-types.ts";
