// What the printer of decoders prints: the payloads and the messages within them, reduced to what is made of their bytes.

export interface DecodedMessage {
  /** As in `$typeName`. */
  readonly typeName: string;
  /** What the names of its functions end with; no two messages have the same. */
  readonly suffix: string;
  /** A topic's payload, for which there is a function that others call; the rest is only ever read within one. */
  readonly payload: boolean;
  /** Undefined: no decoder is printed for this kind of message, and all of its payloads go the careful way. */
  readonly properties: readonly DecodedProperty[] | undefined;
}

/** A property of the message that comes out. */
export interface DecodedProperty {
  readonly name: string;
  /** What it is where the bytes have no such field, as an expression; undefined: then the property is missing. */
  readonly zero: string | undefined;
  /** Undefined: what is in it is not read here, and a payload that has it goes the careful way. */
  readonly field: DecodedField | undefined;
}

export interface DecodedField {
  readonly tag: number;
  /** The method of FieldReader that reads the value; or the message that it is, by its suffix. */
  readonly value: { readonly method: string } | { readonly suffix: string };
}
