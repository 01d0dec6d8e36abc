// `decnet bus replay` without the process around it.

import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RecordingHeader } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { helloOf } from "../client/hello.ts";
import { systemClock } from "../clock.ts";
import { openUnix } from "../get-bus.ts";
import { openRecording, type RecordingBytes } from "../recording/recording-reader.ts";
import { changesSince, checkReplayOptions, type ReplayOptions, replayOver } from "../recording/replay.ts";
import type { ReplaySummary } from "../recording/replay.ts";
import { survey, type Survey } from "../recording/survey.ts";
import { clientNameFor, cliSocket } from "./cli-bus.ts";
import { jsonLine } from "./json-line.ts";
import { isoTime } from "./print-event.ts";
import { counted, duration, grouped } from "./quantity.ts";

export interface Replay extends Omit<ReplayOptions, "onGap"> {
  /** Path of a file, or a stream. */
  readonly from: string | Readable;
  readonly socket?: string | undefined;
  /** Says something about the recording, or its replay. */
  readonly note: (text: string) => void;
}

/**
 * Resolves when all is replayed, or `signal` is aborted; rejects with an AbortError if that was before it began. Unless it is to be partial, the whole recording is read before the first event is
 * published; a stream waits in a temporary file until then.
 * @throws BusError INVALID_RECORDING, and what `replayOver` throws; the system's error if it cannot be read.
 */
export async function replay(request: Replay): Promise<ReplaySummary> {
  checkReplayOptions(request);
  const { from, patterns, signal, note } = request;
  if (request.partial === true) return play(request, bytesOf(from, signal));
  return withFile(from, signal, async (path) => {
    tellSurvey(await surveyOf(bytesOf(path, signal), patterns), note);
    return play(request, bytesOf(path, signal));
  });
}

/** What would be replayed. */
export async function inspect({ from, patterns }: Pick<Replay, "from" | "patterns">): Promise<Inspection> {
  checkReplayOptions({ patterns });
  return surveyOf(bytesOf(from, undefined), patterns);
}

export interface Inspection extends Survey {
  readonly header: RecordingHeader;
}

async function surveyOf(bytes: RecordingBytes, patterns: Replay["patterns"]): Promise<Inspection> {
  const recording = await openRecording(bytes);
  return { header: recording.header, ...(await survey(recording, patterns)) };
}

async function play({ socket, note, ...options }: Replay, bytes: RecordingBytes): Promise<ReplaySummary> {
  const recording = await openRecording(bytes);
  tellChanges(recording.header, note);
  const transport = await openUnix(cliSocket(socket), undefined)();
  const hello = helloOf({ clientName: clientNameFor(process.env, "decnet replay") });
  const summary = await replayOver({ transport, hello, clock: systemClock }, recording, {
    ...options,
    onGap: ({ count }) => note(`${counted(count, "event")} had been lost here when it was recorded`),
  });
  if (summary.damage !== undefined) note(summary.damage.message);
  else if (!summary.complete && options.signal?.aborted !== true) note(NO_END);
  return summary;
}

const NO_END =
  "the recording has no end: whatever wrote it was killed, or could not write on. More may have come after it";

function tellSurvey({ events, wanted, durationMs }: Inspection, note: (text: string) => void): void {
  note(`replaying ${grouped(wanted)} of ${counted(events, "event")} of ${duration(durationMs / 1_000)}`);
}

function tellChanges(header: RecordingHeader, note: (text: string) => void): void {
  for (const line of changeLines(header)) note(line);
}

/** What an operator should know of topics that have changed since. */
function changeLines(header: RecordingHeader): string[] {
  const { changed, gone } = changesSince(header);
  const by = `since this was recorded by ${header.library}`;
  return [
    ...(changed.length === 0 ? [] : [`the payload has changed ${by}, of: ${changed.join(", ")}`]),
    ...(gone.length === 0 ? [] : [`not declared any more ${by}: ${gone.join(", ")}`]),
  ];
}

/** To read it rejects with an AbortError when `signal` is aborted, also where nothing comes. */
function bytesOf(from: Replay["from"], signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const stream = streamOf(from);
  return signal === undefined ? stream : addAbortSignal(signal, stream);
}

function streamOf(from: Replay["from"]): Readable {
  return typeof from === "string" ? createReadStream(from) : from;
}

/** Calls `use` with a file that can be read twice, which `<(zcat …)` cannot. */
async function withFile<T>(
  from: Replay["from"],
  signal: AbortSignal | undefined,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (typeof from === "string" && (await stat(from)).isFile()) return use(from);
  const folder = await mkdtemp(join(tmpdir(), "decnet-replay-"));
  try {
    const path = join(folder, "recording");
    await pipeline(streamOf(from), createWriteStream(path, { mode: 0o600 }), { signal });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function replayLine({ published, leftOut, tooLarge, lost }: ReplaySummary): string {
  return [
    `published ${counted(published, "event")}`,
    ...(leftOut === 0 ? [] : [`left out ${grouped(leftOut)}`]),
    ...(tooLarge === 0 ? [] : [`${grouped(tooLarge)} too large for this bus`]),
    ...(lost === 0 ? [] : [`${grouped(lost)} had been lost when it was recorded`]),
  ].join(", ");
}

export function replayJson({ damage, ...summary }: ReplaySummary): string {
  return jsonLine({ kind: "replayed", ...summary, damage: damage?.message ?? null });
}

export function inspectionLines({ header, ...found }: Inspection): string[] {
  const { events, wanted, lost, durationMs, complete } = found;
  const began = isoTime(Number(header.startedAt / 1_000_000n));
  return [
    `recorded ${began} from ${header.server} by ${header.library}`,
    `patterns ${header.patterns.join(" ")}`,
    `${counted(events, "event")} of ${duration(durationMs / 1_000)}, ${grouped(wanted)} to be replayed, ${grouped(lost)} lost`,
    ...(complete ? [] : [NO_END]),
    ...changeLines(header),
  ];
}

export function inspectionJson({ header, ...found }: Inspection): string {
  const { library, server, busId, patterns, startedAt } = header;
  const time = isoTime(Number(startedAt / 1_000_000n));
  return jsonLine({ kind: "recording", time, library, server, busId, patterns, ...found, ...changesSince(header) });
}
