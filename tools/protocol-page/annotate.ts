// A frame as hex with a word beside each part, by what its schema says: nobody counts bytes by hand.
//
//     04           size: 4 bytes
//     42 02        Frame.ping, 2 bytes
//     08 01          Ping.ref = 1

import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { FrameSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";

/** Bytes of hex in a line. */
const WIDTH = 16;

interface Row {
  readonly bytes: Uint8Array;
  readonly depth: number;
  readonly text: string;
}

/** Lines for a frame that stands in the stream, size prefix included. */
export function annotate(frame: Uint8Array): string[] {
  const reader = new BinaryReader(frame);
  const size = reader.uint32();
  const rows = [{ bytes: frame.subarray(0, reader.pos), depth: 0, text: `size: ${size} bytes` }];
  const all = [...rows, ...messageRows(FrameSchema, frame.subarray(reader.pos), 0)];
  return all.flatMap((row) => linesOf(row));
}

function messageRows(message: DescMessage, bytes: Uint8Array, depth: number): Row[] {
  const reader = new BinaryReader(bytes);
  const rows: Row[] = [];
  while (reader.pos < bytes.length) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    const field = message.fields.find((known) => known.number === number);
    if (field === undefined) throw new Error(`${message.typeName} has no field ${number}`);
    const child = field.message;
    if (child === undefined) {
      const text = `${message.name}.${field.name} = ${valueText(field, reader, wireType)}`;
      rows.push({ bytes: bytes.subarray(start, reader.pos), depth, text });
      continue;
    }
    const length = reader.uint32();
    const bodyStart = reader.pos;
    const head = `${message.name}.${field.name}, ${length} ${length === 1 ? "byte" : "bytes"}`;
    rows.push({ bytes: bytes.subarray(start, bodyStart), depth, text: head });
    rows.push(...messageRows(child, bytes.subarray(bodyStart, bodyStart + length), depth + 1));
    reader.pos = bodyStart + length;
  }
  return rows;
}

function valueText(field: DescField, reader: BinaryReader, wireType: WireType): string {
  if (wireType === WireType.LengthDelimited) {
    const value = reader.bytes();
    if (field.scalar === ScalarType.BYTES) return `${value.length} bytes`;
    return JSON.stringify(Buffer.from(value).toString("utf8"));
  }
  if (wireType === WireType.Bit64) return String(reader.fixed64());
  const value = reader.uint64();
  if (field.scalar === ScalarType.BOOL) return String(value !== 0n && value !== "0");
  const name = field.enum?.values.find(({ number }) => BigInt(number) === BigInt(value))?.name;
  return name === undefined ? String(value) : `${String(value)} (${name})`;
}

function linesOf({ bytes, depth, text }: Row): string[] {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const lines = [];
  for (let at = 0; at < hex.length; at += WIDTH) {
    const part = hex.slice(at, at + WIDTH).join(" ");
    lines.push(at === 0 ? `${part.padEnd(WIDTH * 3)} ${"  ".repeat(depth)}${text}` : part);
  }
  return lines;
}
