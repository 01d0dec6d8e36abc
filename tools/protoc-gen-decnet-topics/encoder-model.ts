// What the printer of encoders prints: the payloads and the messages within them, reduced to what their bytes depend on.

export interface EncodedMessage {
  /** As in `$typeName`. */
  readonly typeName: string;
  /** What the names of its functions end with; no two messages have the same. */
  readonly suffix: string;
  /** A topic's payload, for which there is a function that others call; the rest is only ever written within one. */
  readonly payload: boolean;
  /** By number: the order in which protobuf-es writes them. */
  readonly fields: readonly EncodedField[];
  readonly oneofs: readonly EncodedOneof[];
}

export interface EncodedField {
  /** Of the property; in a oneof, of the case. */
  readonly name: string;
  /** Property of the oneof that it belongs to. */
  readonly oneof: string | undefined;
  readonly presence: Presence;
  /** Undefined: there is no encoder for this kind of field, and a payload that has one goes the careful way. */
  readonly value: EncodedValue | undefined;
}

/**
 * When a field is written: unless it has its default, if it is there, always (and it must be there), or once for each item. Only what is
 * explicit may be missing from a message that protobuf has made.
 */
export type Presence = "implicit" | "explicit" | "required" | "repeated";

export type EncodedValue = EncodedScalar | EncodedContent;

export interface EncodedScalar extends Scalar {
  readonly kind: "scalar";
  readonly tag: number;
  /** The items of a list stand behind one tag and their length. */
  readonly packed: boolean;
}

/** What a scalar's bytes depend on besides its value. */
export interface Scalar {
  /** Of protobuf's encoding. */
  readonly wireType: number;
  /** The function in src/bytes/checked-values.ts. */
  readonly writer: string;
  /** The method of FieldReader. */
  readonly reader: string;
  /** As an expression; undefined if there is no value that equals it. */
  readonly default: string | undefined;
  /** The condition that `it` is not the default, as an expression. */
  readonly isSet: (it: string) => string;
}

/** A message or, in JSON, a google.protobuf.Struct: fields behind a tag and their length. */
export interface EncodedContent {
  readonly kind: "message" | "struct";
  readonly tag: number;
  /** Of the message; empty for a Struct. */
  readonly suffix: string;
}

export interface EncodedOneof {
  /** Of the property. */
  readonly name: string;
  readonly cases: readonly string[];
}
