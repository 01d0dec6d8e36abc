// Outgoing bytes, each written once. Events are appended one behind the other into a large buffer, and ranges of it are handed on
// as they are: to an outbox, to a socket. A full buffer is left to those who hold ranges of it, and a new one takes its place.

/** Enough for some hundred events, so that a buffer is allocated once in a while and not for each of them. */
const BUFFER_BYTES = 64 * 1024;

/** Up to so many characters a loop in JavaScript is quicker than a call into the runtime. */
const SHORT_STRING = 16;

/** Of a UTF-16 code unit in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

const MAX_VARINT32_BYTES = 5;
const MAX_VARINT64_BYTES = 10;

/** Writes into `this`, at most `length` bytes from `offset` on, whole characters only; returns how many. */
type Utf8Write = (this: Uint8Array, text: string, offset: number, length: number) => number;

/** What Buffer.prototype.write comes to in the end, without the way there; Node's types leave it out. */
const { utf8Write } = Buffer.prototype as unknown as { readonly utf8Write: Utf8Write };

/**
 * Appends protobuf to `bytes`. Whoever writes an event says so by `begin()`, then owns `[start..at)` and may hand that range on: what lies
 * before `at` is never written again unless `at` itself is set back, which is for the current event alone.
 *
 * A write may replace `bytes`, and moves the current event along. Positions within the event are therefore kept relative to `start`.
 */
export class ByteWriter {
  /** What is being filled. Behind `at` there is no telling what it holds. */
  bytes = new Uint8Array(0);
  /** Index in `bytes` of the next byte to be written. */
  at = 0;
  /** Index in `bytes` of the current event's first byte. */
  start = 0;
  #view = new DataView(this.bytes.buffer);

  /** The next byte is the first one of an event; all before it is done. */
  begin(): void {
    this.start = this.at;
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    if (this.bytes.length - this.at < count) this.#replace(count);
  }

  /** A field's tag (field number times 8, plus wire type). Returns the writer, for the value. */
  tag(tag: number): this {
    this.varint32(tag);
    return this;
  }

  /** An unsigned 32-bit number. */
  varint32(value: number): void {
    this.ensure(MAX_VARINT32_BYTES);
    const { bytes } = this;
    let { at } = this;
    let rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.at = at;
  }

  /** A signed 32-bit number: ten bytes if it is negative, as if it had 64 bits. */
  int32(value: number): void {
    if (value >= 0) this.varint32(value);
    else this.#varint64(value, -1);
  }

  /** A signed 32-bit number in zigzag: 0, -1, 1, -2 are 0, 1, 2, 3. */
  sint32(value: number): void {
    this.varint32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** The 64 bits of a number, signed (ten bytes if it is negative) or unsigned. */
  varint64(value: bigint): void {
    this.ensure(MAX_VARINT64_BYTES);
    // The bytes to come are ours: the number is taken apart where it will stand.
    this.#view.setBigInt64(this.at, value, true);
    this.#varint64(this.#view.getInt32(this.at, true), this.#view.getInt32(this.at + 4, true));
  }

  /** A signed 64-bit number in zigzag. */
  sint64(value: bigint): void {
    this.ensure(MAX_VARINT64_BYTES);
    this.#view.setBigInt64(this.at, value, true);
    const low = this.#view.getInt32(this.at, true);
    const high = this.#view.getInt32(this.at + 4, true);
    const sign = high >> 31;
    this.#varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  /** The 32 bits of a number, signed or unsigned. */
  fixed32(value: number): void {
    this.ensure(4);
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** The 64 bits of a number, signed or unsigned. */
  fixed64(value: bigint): void {
    this.ensure(8);
    this.#view.setBigInt64(this.at, value, true);
    this.at += 8;
  }

  float(value: number): void {
    this.ensure(4);
    this.#view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  double(value: number): void {
    this.ensure(8);
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  bool(value: boolean): void {
    this.ensure(1);
    this.bytes[this.at++] = value ? 1 : 0;
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.ensure(value.byteLength);
    this.bytes.set(value, this.at);
    this.at += value.byteLength;
  }

  /** Bytes behind their length. */
  lengthAndBytes(value: Uint8Array): void {
    this.varint32(value.byteLength);
    this.raw(value);
  }

  /** Text as UTF-8 behind its length. False, and something unfit is written, if half of a surrogate pair is in it: UTF-8 has no such thing. */
  string(value: string): boolean {
    const { length } = value;
    if (length > SHORT_STRING) return this.#longString(value);
    this.ensure(length + 1);
    const { bytes } = this;
    let { at } = this;
    bytes[at++] = length;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return this.#longString(value);
      bytes[at++] = unit;
    }
    this.at = at;
    return true;
  }

  /** Begins what stands behind its length (a message, a packed list), and returns the mark that `close` takes. May be nested. */
  open(): number {
    this.ensure(1);
    return this.at++ - this.start;
  }

  /** Ends what `open` began: writes its length before it. */
  close(mark: number): void {
    const length = this.at - this.start - mark - 1;
    if (length > 0x7f) this.#widen(mark, varint32Bytes(length) - 1);
    this.#patch(this.start + mark, length);
  }

  /** Moves what is behind the mark, so that there are `count` more bytes for its length. */
  #widen(mark: number, count: number): void {
    this.ensure(count);
    const content = this.start + mark + 1;
    this.bytes.copyWithin(content + count, content, this.at);
    this.at += count;
  }

  /** A varint where there is room for it. */
  #patch(index: number, value: number): void {
    let at = index;
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.bytes[at++] = (rest & 0x7f) | 0x80;
    this.bytes[at] = rest;
  }

  /** For there is no knowing how many bytes it will be: room for their number is guessed as if it were ASCII, which it mostly is. */
  #longString(value: string): boolean {
    const { length } = value;
    const most = length * MAX_BYTES_PER_UNIT + MAX_VARINT32_BYTES;
    // Only where that much is not at hand is it worth counting.
    if (this.bytes.length - this.at < most) this.ensure(Buffer.byteLength(value) + MAX_VARINT32_BYTES);
    const mark = this.at - this.start;
    const prefix = varint32Bytes(length);
    const content = this.at + prefix;
    const written = utf8Write.call(this.bytes, value, content, this.bytes.length - content);
    this.at = content + written;
    if (written !== length) {
      // Anything but ASCII has more bytes than units.
      if (!value.isWellFormed()) return false;
      const missing = varint32Bytes(written) - prefix;
      if (missing > 0) this.#widen(mark + prefix - 1, missing);
    }
    this.#patch(this.start + mark, written);
    return true;
  }

  /** A 64-bit number in two halves of 32 bits each; their sign is just another bit. */
  #varint64(low: number, high: number): void {
    this.ensure(MAX_VARINT64_BYTES);
    const { bytes } = this;
    let { at } = this;
    let lower = low;
    let upper = high;
    while (upper !== 0 || (lower & ~0x7f) !== 0) {
      bytes[at++] = (lower & 0x7f) | 0x80;
      lower = (lower >>> 7) | (upper << 25);
      upper >>>= 7;
    }
    bytes[at++] = lower;
    this.at = at;
  }

  #replace(count: number): void {
    const event = this.bytes.subarray(this.start, this.at);
    this.bytes = new Uint8Array(Math.max(BUFFER_BYTES, 2 * (event.length + count)));
    this.bytes.set(event);
    this.#view = new DataView(this.bytes.buffer);
    this.start = 0;
    this.at = event.length;
  }
}

function varint32Bytes(value: number): number {
  if (value < 2 ** 7) return 1;
  if (value < 2 ** 14) return 2;
  if (value < 2 ** 21) return 3;
  return value < 2 ** 28 ? 4 : 5;
}
