// `decnet-bus/testing`: for tests of workers. A bus without a socket or a second process, and a clock that is moved by hand.

export { createFakeBus, type FakeBus, type FakeBusOptions, type IslanderOptions } from "./fake-bus.ts";
export { ManualClock } from "./manual-clock.ts";
export type { PublishedOptions } from "./published-events.ts";
export type { RecordingBytes } from "../recording/recording-reader.ts";
export type { ReplayOptions, ReplaySummary } from "../recording/replay.ts";
