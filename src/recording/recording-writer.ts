// Entries of a recording as bytes, one behind the other. Events are written by hand, for there are many of them, and as they came: nobody
// decodes them on the way into a file.

import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type RecordingEntry, RecordingEntrySchema } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { FIXED64, LENGTH_DELIMITED } from "../bytes/cursor.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { FORMAT_VERSION, MAGIC } from "./format.ts";
import { ownSchema, schemaHashOf } from "./schema.ts";

type EntryInit = NonNullable<MessageInitShape<typeof RecordingEntrySchema>["kind"]>;
type Header = Extract<RecordingEntry["kind"], { case: "header" }>["value"];

/** What the header says of one recording. */
export type Origin = Pick<Header, "library" | "server" | "busId" | "patterns"> & {
  /** When it begins, in milliseconds since 1970-01-01 UTC. */
  readonly startedAtMs: number;
};

const EVENT_TAG = (2 << 3) | LENGTH_DELIMITED;
const RECEIVED_TAG = (1 << 3) | FIXED64;
const BYTES_TAG = (2 << 3) | LENGTH_DELIMITED;

const NS_PER_MS = 1_000_000;

/** Bytes of an entry beyond those of its event, at most: size, two lengths, three tags, time. */
export const EVENT_OVERHEAD_BYTES = 5 + 5 + 5 + 3 + 8;
/** Of the entry that ends a recording, at most. */
export const END_BYTES = 48;

export class RecordingWriter {
  readonly #out = new ByteWriter();

  /** Each method returns its entry, which nobody changes afterwards. */
  header({ startedAtMs, ...origin }: Origin): Uint8Array {
    const topics = ownSchema();
    const value = {
      magic: MAGIC,
      formatVersion: FORMAT_VERSION,
      schemaHash: schemaHashOf(topics),
      topics: topics.map((topic) => ({ ...topic })),
      startedAt: BigInt(startedAtMs) * BigInt(NS_PER_MS),
      ...origin,
    };
    return this.#entry({ case: "header", value });
  }

  /** The Event in `bytes[start..end)`, which came `ms` milliseconds after the beginning. */
  event(ms: number, bytes: Uint8Array, start: number, end: number): Uint8Array {
    const out = this.#out;
    out.begin();
    const entry = out.open();
    out.tag(EVENT_TAG);
    const event = out.open();
    out.tag(RECEIVED_TAG).fixed64(nanoseconds(ms));
    out.tag(BYTES_TAG).lengthAndBytes(bytes.subarray(start, end));
    out.close(event);
    out.close(entry);
    return out.bytes.subarray(out.start, out.at);
  }

  gap(ms: number, { count, topics, truncated }: Drops): Uint8Array {
    const value = {
      receivedNs: nanoseconds(ms),
      count: BigInt(count),
      topics: Array.from(topics, ([topic, lost]) => ({ topic, count: BigInt(lost) })),
      topicsTruncated: truncated,
    };
    return this.#entry({ case: "gap", value });
  }

  end(ms: number, { events, lost }: { readonly events: number; readonly lost: number }): Uint8Array {
    const value = { receivedNs: nanoseconds(ms), events: BigInt(events), lost: BigInt(lost) };
    return this.#entry({ case: "end", value });
  }

  #entry(kind: EntryInit): Uint8Array {
    const out = this.#out;
    out.begin();
    out.lengthAndBytes(toBinary(RecordingEntrySchema, create(RecordingEntrySchema, { kind })));
    return out.bytes.subarray(out.start, out.at);
  }
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * NS_PER_MS));
}
