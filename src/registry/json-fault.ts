// Is this JSON that a subscriber can read back? protobuf's runtime is lenient when it writes a google.protobuf.Struct: a NaN, a bigint
// or a Date becomes something that no reader accepts, or silently nothing, and the publisher would never hear of it.

/**
 * Levels of objects and lists within each other, the outermost counted (R-PAYLOAD-5). Readers in other languages take at most 100 messages
 * within each other, and a level of objects is three of them: Struct, the entry of its map, Value. That leaves some for the messages that
 * hold the Struct.
 */
const MAX_DEPTH = 32;

/** Why `value` is no JSON object, as a phrase that follows “it” or the name of a field; undefined if it is one. */
export function jsonObjectFault(value: unknown): string | undefined {
  return isPlainObject(value) ? jsonFault(value, MAX_DEPTH) : `must be an object, not ${typeName(value)}`;
}

/** An object literal, or what JSON.parse and protobuf make: not an instance of a class, such as a Date or a Map. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Every realm has an Object.prototype of its own; what they share is that nothing is above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a value is, for people: "null", "a list", "a Date", "a number". */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object") return `a ${typeof value}`;
  return isPlainObject(value) ? "an object" : `a ${value.constructor?.name ?? "object"}`;
}

function jsonFault(value: unknown, depthLeft: number): string | undefined {
  switch (typeof value) {
    case "string":
      return textFault(value);
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `holds ${value}, which JSON does not have`;
    default:
      if (value === null) return undefined;
  }
  if (!Array.isArray(value) && !isPlainObject(value)) return `holds ${typeName(value)}, which JSON does not have`;
  if (depthLeft === 0) return `is more than ${MAX_DEPTH} levels deep`;
  for (const [key, item] of Array.isArray(value) ? (value as unknown[]).entries() : Object.entries(value)) {
    const fault = (typeof key === "string" ? textFault(key) : undefined) ?? jsonFault(item, depthLeft - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Why `text` cannot be sent: UTF-8 has no half of a surrogate pair, and what a runtime puts in its place is another text. */
export function textFault(text: string): string | undefined {
  return text.isWellFormed() ? undefined : "holds half of a surrogate pair, which UTF-8 does not have";
}
