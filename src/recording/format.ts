// What reader and writer of a recording agree on besides recording.proto.

import type { RecordingEntry } from "../../gen/decnet/bus/v1/recording_pb.ts";

export const MAGIC = "decnet-bus recording";

/** The format that is written, and the newest that can be read. */
export const FORMAT_VERSION = 1;

/** An entry holds an event of the largest frame that a bus can be set to take (64 MiB), and a little more. */
export const MAX_ENTRY_BYTES = (64 << 20) + 4_096;

export type EntryKind = RecordingEntry["kind"];
