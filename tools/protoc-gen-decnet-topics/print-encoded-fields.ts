// Prints what writes one field of a payload, for print-encoders.ts.

import type { EncodedField, EncodedOneof, EncodedScalar, EncodedValue } from "./encoder-model.ts";
import { quote } from "./layout.ts";
import type { LocalNames } from "./local-names.ts";
import { printRefusal } from "./print-refusal.ts";

/** The statements that write a field, and return false if it is not what it should be. */
export function printField(field: EncodedField, locals: LocalNames): string {
  const { value, presence } = field;
  const property = locals.get(field.oneof ?? field.name)!;
  const it = field.oneof === undefined ? property : `${property}.value`;
  const isThere = field.oneof === undefined ? `${it} !== undefined` : `${property}?.case === ${quote(field.name)}`;
  if (value === undefined) return printRefusal("  ", "&&", [isThere]);
  if (presence === "repeated") return printList(value, it, isThere);
  const conditions = presence === "implicit" && field.oneof === undefined ? printSet(value, it, isThere) : [isThere];
  const missing = presence === "required" ? [printRefusal("  ", "&&", [`${it} === undefined`])] : [];
  return [...missing, ...printValue(value, it, conditions)].join("\n");
}

/** Is it an object with a case that there is? Which value the case has is for its field. */
export function printOneof({ name, cases }: EncodedOneof, locals: LocalNames): string {
  const local = locals.get(name)!;
  return [
    `  if (${local} !== undefined) {`,
    `    if (!isPlain(${local})) return false;`,
    `    switch (${local}.case) {`,
    "      case undefined:",
    ...cases.map((each) => `      case ${quote(each)}:`),
    "        break;",
    "      default:",
    "        return false;",
    "    }",
    "  }",
  ].join("\n");
}

function printSet(value: EncodedValue, it: string, isThere: string): string[] {
  if (value.kind !== "scalar") return [isThere];
  // Where there is a default, it has already taken the place of what is not there.
  return value.default === undefined ? [isThere, value.isSet(it)] : [value.isSet(it)];
}

function printValue(value: EncodedValue, it: string, conditions: readonly string[]): string[] {
  if (value.kind === "scalar") return [printRefusal("  ", "&&", [...conditions, `!${writeBehindTag(value, it)}`])];
  return [
    `  if (${conditions.join(" && ")}) {`,
    ...printContent("    ", value.tag, `!${writeContent(value, it)}`),
    "  }",
  ];
}

function printList(value: EncodedValue, it: string, isThere: string): string {
  const checked = [`  if (${isThere}) {`, printRefusal("    ", "&&", [`!isList(${it})`])];
  if (value.kind === "scalar" && value.packed) {
    const items = printLoop("      ", it, [printRefusal("        ", "&&", [`!${value.writer}(out, item)`])]);
    return [
      ...checked,
      `    if (${it}.length > 0) {`,
      ...behindLength("      ", value.tag, items),
      "    }",
      "  }",
    ].join("\n");
  }
  const item =
    value.kind === "scalar"
      ? [printRefusal("      ", "&&", [`!${writeBehindTag(value, "item")}`])]
      : printContent("      ", value.tag, `!${writeContent(value, "item")}`);
  return [...checked, ...printLoop("    ", it, item), "  }"].join("\n");
}

function printLoop(indent: string, it: string, body: readonly string[]): string[] {
  return [`${indent}for (const item of ${it}) {`, ...body, `${indent}}`];
}

function printContent(indent: string, tag: number, refusal: string): string[] {
  return behindLength(indent, tag, [printRefusal(indent, "&&", [refusal])]);
}

function behindLength(indent: string, tag: number, content: readonly string[]): string[] {
  return [`${indent}const mark = out.tag(${tag}).open();`, ...content, `${indent}out.close(mark);`];
}

function writeBehindTag({ writer, tag }: EncodedScalar, it: string): string {
  return `${writer}(out.tag(${tag}), ${it})`;
}

function writeContent(value: Exclude<EncodedValue, EncodedScalar>, it: string): string {
  return value.kind === "struct" ? `writeStruct(out, ${it})` : `fieldsOf${value.suffix}(out, ${it}, made)`;
}
