// What the compiler says about a payload, said at run time to those who have no compiler: JavaScript, `as any`, objects from elsewhere.
// protobuf's own runtime overlooks a misspelt field, and writes 5 where a string belongs; a field that silently stays empty is the
// worst outcome for a publisher.

import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { isPlainObject, jsonObjectFault, textFault, typeName } from "./json-fault.ts";

type Check = (value: unknown) => boolean;

const TEXT: [string, Check] = ["a string", (value) => typeof value === "string"];
const NUMBER: [string, Check] = ["a number", (value) => typeof value === "number"];
const BIGINT: [string, Check] = ["a bigint", (value) => typeof value === "bigint"];

/** What a scalar must be; ranges are protobuf's own to check. */
const SCALARS: Record<ScalarType, [what: string, is: Check]> = {
  [ScalarType.DOUBLE]: NUMBER,
  [ScalarType.FLOAT]: NUMBER,
  [ScalarType.INT64]: BIGINT,
  [ScalarType.UINT64]: BIGINT,
  [ScalarType.INT32]: NUMBER,
  [ScalarType.FIXED64]: BIGINT,
  [ScalarType.FIXED32]: NUMBER,
  [ScalarType.BOOL]: ["a boolean", (value) => typeof value === "boolean"],
  [ScalarType.STRING]: TEXT,
  [ScalarType.BYTES]: ["a Uint8Array", (value) => value instanceof Uint8Array],
  [ScalarType.UINT32]: NUMBER,
  [ScalarType.SFIXED32]: NUMBER,
  [ScalarType.SFIXED64]: BIGINT,
  [ScalarType.SINT32]: NUMBER,
  [ScalarType.SINT64]: BIGINT,
};

/** Why `value` does not fit the message, as a phrase that names the field; undefined if it fits. A field that is undefined is absent. */
export function payloadFault(schema: DescMessage, value: unknown, path = ""): string | undefined {
  if (!hasFields(value)) return `${path === "" ? "it" : `“${path}”`} must be an object, not ${typeName(value)}`;
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || name === "$typeName" || name === "$unknown") continue;
    const fault = memberFault(schema, name, item, path === "" ? name : `${path}.${name}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** An instance of a class will do if it has fields; a Date has none, and would become an empty message. */
function hasFields(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return isPlainObject(value) || Object.keys(value).length > 0;
}

function memberFault(schema: DescMessage, name: string, value: unknown, path: string): string | undefined {
  const oneof = schema.oneofs.find(({ localName }) => localName === name);
  if (oneof !== undefined) return oneofFault(oneof.fields, value, path);
  const field = Object.hasOwn(schema.field, name) ? schema.field[name]! : undefined;
  if (field === undefined || field.oneof !== undefined) return `there is no field “${path}”`;
  switch (field.fieldKind) {
    case "list":
      return Array.isArray(value)
        ? firstFault(value.entries(), (index, item) => valueFault(field, item, `${path}[${index}]`))
        : `“${path}” must be a list, not ${typeName(value)}`;
    case "map":
      return isPlainObject(value)
        ? firstFault(Object.entries(value), (key, item) => valueFault(field, item, `${path}.${key}`))
        : `“${path}” must be an object, not ${typeName(value)}`;
    default:
      return valueFault(field, value, path);
  }
}

function oneofFault(fields: readonly DescField[], value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return `“${path}” must be an object with case and value, not ${typeName(value)}`;
  const { case: chosen } = value;
  if (chosen === undefined) return undefined;
  const field = fields.find(({ localName }) => localName === chosen);
  return field === undefined ? `“${path}” has no such case` : valueFault(field, value["value"], path);
}

/** One value: of a singular field, or one of a list or map. */
function valueFault(field: DescField, value: unknown, path: string): string | undefined {
  if (field.message?.typeName === "google.protobuf.Struct") {
    const fault = jsonObjectFault(value);
    return fault && `“${path}” ${fault}`;
  }
  const scalar = field.scalar ?? wrappedScalar(field);
  if (scalar === undefined && field.message !== undefined) return payloadFault(field.message, value, path);
  const [what, is] = scalar === undefined ? NUMBER : SCALARS[scalar];
  if (!is(value)) return `“${path}” must be ${what}, not ${typeName(value)}`;
  const fault = typeof value === "string" ? textFault(value) : undefined;
  return fault && `“${path}” ${fault}`;
}

/** google.protobuf.StringValue and the like stand in a field of their own as the plain value; not in a list, a map or a oneof. */
function wrappedScalar({ fieldKind, message, oneof }: DescField): ScalarType | undefined {
  if (fieldKind !== "message" || oneof !== undefined || !isWrapperDesc(message)) return undefined;
  return message.fields[0].scalar;
}

function firstFault<Key, Item>(
  entries: Iterable<[Key, Item]>,
  faultOf: (key: Key, item: Item) => string | undefined,
): string | undefined {
  for (const [key, item] of entries) {
    const fault = faultOf(key, item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
