// Reads a recording from a stream of bytes, an entry at a time, however long it is. Nothing in it is believed: a file may be another one,
// damaged, or cut off, and whoever reads it learns where.

import { fromBinary } from "@bufbuild/protobuf";
import { type RecordingEnd, RecordingEntrySchema, type RecordingHeader } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { BusError } from "../errors.ts";
import { topicText } from "../topic/topic-text.ts";
import type { Drops } from "../wire/drop-tally.ts";
import { checkEvent } from "../wire/event-check.ts";
import { FrameReader } from "../wire/frame-reader.ts";
import { type EntryKind, FORMAT_VERSION, MAGIC, MAX_ENTRY_BYTES } from "./format.ts";

/** The bytes of a recording, in pieces of any size; a file that is read as a whole is one piece. */
export type RecordingBytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What was recorded, with the time since the beginning. */
export type Recorded =
  | {
      readonly kind: "event";
      readonly ms: number;
      readonly topic: string;
      /** The Event: well-formed, and with a topic that is one. */
      readonly event: Uint8Array;
    }
  | { readonly kind: "gap"; readonly ms: number; readonly drops: Drops };

export interface Recording {
  readonly header: RecordingHeader;
  /** Reads on, once; what was read together comes together. Rejects with INVALID_RECORDING where it cannot, after all that stands before. */
  readonly entries: AsyncIterable<readonly Recorded[]>;
  /** There from when `entries` has come to it; a recording whose recorder was killed has none. */
  readonly end: RecordingEnd | undefined;
}

const NS_PER_MS = 1_000_000;

/**
 * Reads the beginning of a recording.
 * @throws BusError INVALID_RECORDING if it is none, or one of a newer format; whatever the source throws.
 */
export async function openRecording(bytes: RecordingBytes): Promise<Recording> {
  const reader = new Reader(bytes);
  await reader.open();
  return reader;
}

class Reader implements Recording {
  header!: RecordingHeader;
  end: RecordingEnd | undefined;
  readonly #source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  readonly #frames: FrameReader;
  /** Whole entries that were not looked at. */
  #whole: { readonly size: number; readonly body: Uint8Array }[] = [];
  #sizeFault = false;
  #ended = false;
  /** Where the entry begins that is looked at. */
  #position = 0;
  #lastNs = 0n;

  constructor(bytes: RecordingBytes) {
    this.#source = Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]();
    this.#frames = new FrameReader(MAX_ENTRY_BYTES, (chunk, start, bodyStart, end) => {
      this.#whole.push({ size: end - start, body: chunk.subarray(bodyStart, end) });
      return true;
    });
  }

  async open(): Promise<void> {
    while (this.#whole.length === 0 && !this.#sizeFault && !this.#ended) await this.#readOn();
    const first = this.#whole.length === 0 ? undefined : this.#firstKind();
    if (first?.case !== "header" || first.value.magic !== MAGIC)
      throw new BusError("INVALID_RECORDING", "This is no recording: it does not begin like one.");
    const { formatVersion, library } = first.value;
    this.header = first.value;
    if (formatVersion <= FORMAT_VERSION) return;
    const versions = `It has format ${formatVersion}, and format ${FORMAT_VERSION} is the newest that can be read here`;
    throw new BusError("INVALID_RECORDING", `${versions}. It was written by ${library}: use that, or a newer one.`);
  }

  get entries(): AsyncIterable<readonly Recorded[]> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<readonly Recorded[], void> {
    for (;;) {
      const recorded: Recorded[] = [];
      const damage = this.#takeWhole(recorded) ?? this.#damageOfRest();
      if (recorded.length > 0) yield recorded;
      if (damage !== undefined) throw damage;
      if (this.end !== undefined || this.#ended) return;
      await this.#readOn();
    }
  }

  async #readOn(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) this.#ended = true;
    else this.#sizeFault = this.#frames.push(next.value) !== undefined;
  }

  #firstKind(): EntryKind | undefined {
    const { size, body } = this.#whole.shift()!;
    this.#position += size;
    return decoded(body);
  }

  /** Looks at whole entries, up to one that is none. */
  #takeWhole(recorded: Recorded[]): BusError | undefined {
    const whole = this.#whole;
    this.#whole = [];
    for (const { size, body } of whole) {
      const kind = decoded(body);
      if (kind === undefined) return this.#damage("is not well-formed");
      if (kind.case === "end") {
        this.end = kind.value;
        return undefined;
      }
      const entry = kind.case === "event" || kind.case === "gap" ? this.#recorded(kind) : undefined;
      if (typeof entry === "string") return this.#damage(entry);
      if (entry !== undefined) recorded.push(entry);
      this.#position += size;
    }
    return undefined;
  }

  #damageOfRest(): BusError | undefined {
    if (this.end !== undefined) return undefined;
    if (this.#sizeFault) return this.#damage("has a size that no entry has");
    if (!this.#ended || !this.#frames.partial) return undefined;
    return this.#damage("is not complete: the file ends in the middle of it");
  }

  /** The entry, or what is wrong with it. */
  #recorded(kind: Extract<EntryKind, { case: "event" | "gap" }>): Recorded | string {
    const { receivedNs } = kind.value;
    if (receivedNs < this.#lastNs) return "goes back in time";
    this.#lastNs = receivedNs;
    const ms = Number(receivedNs) / NS_PER_MS;
    if (kind.case === "gap") return { kind: "gap", ms, drops: dropsOf(kind.value) };
    const { event } = kind.value;
    const topic = topicOf(event);
    return typeof topic === "string" ? { kind: "event", ms, topic, event } : `holds no event: ${topic.fault}`;
  }

  #damage(how: string): BusError {
    return new BusError("INVALID_RECORDING", `The recording is damaged: the entry at byte ${this.#position} ${how}.`);
  }
}

function decoded(body: Uint8Array): EntryKind | undefined {
  try {
    return fromBinary(RecordingEntrySchema, body).kind;
  } catch {
    return undefined;
  }
}

/** What a bus would not have taken is not what a bus has sent. */
function topicOf(event: Uint8Array): string | { readonly fault: string } {
  const range = checkEvent(event, 0, event.length);
  if ("code" in range) return { fault: range.detail };
  const text = topicText(Buffer.from(event.buffer, event.byteOffset + range.start, range.end - range.start));
  return "fault" in text ? { fault: `its topic ${text.fault}` } : text.topic;
}

function dropsOf(gap: Extract<EntryKind, { case: "gap" }>["value"]): Drops {
  return {
    count: Number(gap.count),
    topics: new Map(gap.topics.map(({ topic, count }) => [topic, Number(count)])),
    truncated: gap.topicsTruncated,
  };
}
