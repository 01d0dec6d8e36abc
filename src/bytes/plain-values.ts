// What kind of object a publisher gave, as far as an encoder that takes no risk has to know. Objects of another realm are none of these;
// they are rare, and the careful way knows them.

/** The names and values of an object's fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object literal, or what JSON.parse and protobuf make. Nothing in it is inherited. */
export function isPlain(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A plain object, or an instance of a class that has fields: one that has none, such as a Date, was not meant as a message. */
export function hasFields(value: unknown): value is Fields {
  return isPlain(value) || (isObject(value) && Object.keys(value).length > 0);
}

/** A list that is walked and copied as every list is. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.constructor === Array;
}

export function isEmptyList(value: unknown): boolean {
  return isList(value) && value.length === 0;
}

export function isEmptyBytes(value: unknown): boolean {
  return value instanceof Uint8Array && value.byteLength === 0;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
