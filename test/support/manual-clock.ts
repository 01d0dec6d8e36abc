// Time that moves when a test says so: the clock that is there for everybody's tests.

export { ManualClock } from "../../src/testing/manual-clock.ts";
