// Where a JSON value does not fit its message: protobuf's runtime says that something is wrong, and not in which of a hundred steps.

import { type DescField, type DescMessage, fromJson, type JsonValue } from "@bufbuild/protobuf";

export interface JsonFault {
  /** Keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The first fault, innermost; undefined if the value is such a message. Field names are those of the proto. */
export function jsonFault(schema: DescMessage, json: JsonValue): JsonFault | undefined {
  if (schema.typeName.startsWith("google.protobuf.")) return decodeFault(schema, json, []);
  if (json === null || typeof json !== "object" || Array.isArray(json))
    return { path: [], message: `expected a mapping with fields of ${schema.name}` };
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(json)) {
    const field = schema.fields.find(({ name }) => name === key);
    if (field === undefined) return { path: [key], message: unknownField(schema, key) };
    const oneof = field.oneof?.name;
    if (oneof !== undefined && seen.has(oneof))
      return { path: [key], message: `${schema.name} says one of: ${choices(field)}` };
    if (oneof !== undefined) seen.add(oneof);
    const fault = fieldFault(schema, field, value);
    if (fault !== undefined) return { path: [key, ...fault.path], message: fault.message };
  }
  return decodeFault(schema, json, []);
}

function fieldFault(schema: DescMessage, field: DescField, value: JsonValue): JsonFault | undefined {
  if (field.message !== undefined && field.fieldKind === "message") return jsonFault(field.message, value);
  if (field.fieldKind === "list" && field.message !== undefined && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const fault = jsonFault(field.message, item);
      if (fault !== undefined) return { path: [index, ...fault.path], message: fault.message };
    }
  }
  return decodeFault(schema, { [field.name]: value }, []);
}

function decodeFault(schema: DescMessage, json: JsonValue, path: readonly (string | number)[]): JsonFault | undefined {
  try {
    fromJson(schema, json);
    return undefined;
  } catch (error) {
    return { path, message: error instanceof Error ? error.message : String(error) };
  }
}

function unknownField(schema: DescMessage, key: string): string {
  return `${schema.name} has no field “${key}”; it has ${schema.fields.map(({ name }) => name).join(", ")}`;
}

function choices(field: DescField): string {
  return field.oneof!.fields.map(({ name }) => name).join(", ");
}
