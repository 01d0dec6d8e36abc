// A recording, onto a fake bus.

import { helloOf } from "../client/hello.ts";
import type { Clock } from "../clock.ts";
import { openRecording, type RecordingBytes } from "../recording/recording-reader.ts";
import { checkReplayOptions, replayOver, type ReplayOptions, type ReplaySummary } from "../recording/replay.ts";
import { survey } from "../recording/survey.ts";
import type { Island } from "./island.ts";

/** As `FakeBus.replay`. */
export async function replayOnto(
  island: Island,
  clock: Clock,
  given: Uint8Array | RecordingBytes,
  options: ReplayOptions,
): Promise<ReplaySummary> {
  checkReplayOptions(options);
  let bytes = given instanceof Uint8Array ? [given] : given;
  if (options.partial !== true) {
    const whole: Uint8Array[] = [];
    for await (const chunk of bytes) whole.push(chunk);
    bytes = whole;
    await survey(await openRecording(bytes), options.patterns);
  }
  const recording = await openRecording(bytes);
  const stage = { transport: island.connect(), hello: helloOf({ clientName: "replay" }), clock };
  return replayOver(stage, recording, options);
}
