// From a YAML file to cases. Whoever writes a case learns of a mistake by file, line and field.

import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type Document, LineCounter, parseDocument } from "yaml";
import { type Case, CaseSchema, type Suite, SuiteSchema } from "../../gen/decnet/conformance/v1/case_pb.ts";
import { jsonFault } from "./json-fault.ts";

/** A case, or one variant of it, ready to be played. */
export interface PlayableCase {
  /** `group/name`, with `[variant]` behind it. */
  readonly id: string;
  readonly group: string;
  readonly spec: Case;
  /** Of each step, as `file:line`. */
  readonly places: readonly string[];
}

/** Who is under test. */
export type Side = "broker" | "client";

export interface LoadedSuite {
  readonly group: string;
  readonly about: string;
  /** Who is under test. */
  readonly side: Side;
  readonly cases: readonly PlayableCase[];
}

/** The file holds no suite. The message names file, line and field. */
export class SuiteError extends Error {
  override readonly name = "SuiteError";
}

/** @throws SuiteError */
export function loadSuite(file: string, text: string): LoadedSuite {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (path: readonly (string | number)[]): string => `${file}:${lineOf(document, lines, path)}`;
  const [error] = document.errors;
  if (error !== undefined)
    throw new SuiteError(`${file}:${lines.linePos(error.pos[0]).line}: is no YAML: ${error.message}`);
  const json = document.toJS() as JsonValue;
  const first = firstVariants(json);
  const fault = jsonFault(SuiteSchema, first);
  if (fault !== undefined) throw new SuiteError(`${placeOf(fault.path)}: ${fieldName(fault.path)}: ${fault.message}`);
  const suite = fromJson(SuiteSchema, first);
  check(file, suite, json, placeOf);
  const cases = suite.cases.flatMap((_spec, index) => variantsOf(suite, json, index, placeOf));
  return { group: suite.group, about: suite.about, side: suite.client ? "client" : "broker", cases };
}

type PlaceOf = (path: readonly (string | number)[]) => string;

/** What the schema's comments demand and protobuf cannot. */
function check(file: string, suite: Suite, json: JsonValue, placeOf: PlaceOf): void {
  const refuse = (path: readonly (string | number)[], message: string): never => {
    throw new SuiteError(`${placeOf(path)}: ${fieldName(path)}: ${message}`);
  };
  const expected = file.replace(/^.*\//, "").replace(/\.yaml$/, "");
  if (suite.group !== expected) refuse(["group"], `is “${suite.group}”; the file's name says “${expected}”`);
  if (suite.about === "") refuse([], "a suite says what it is about");
  const names = new Set<string>();
  for (const [index, { name, requirements, steps, each }] of suite.cases.entries()) {
    const path = ["cases", index];
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) refuse([...path, "name"], `“${name}” is no name in kebab case`);
    if (names.has(name)) refuse([...path, "name"], `“${name}” is there already`);
    names.add(name);
    if (requirements.length === 0) refuse([...path, "requirements"], "a case cites at least one");
    if (steps.length === 0) refuse([...path, "steps"], "a case has at least one");
    for (const [step, { action }] of steps.entries()) {
      if (action.case === undefined) refuse([...path, "steps", step], "says nothing to do");
    }
    const used = JSON.stringify(casesOf(json)[index]).includes("{each}");
    if (Object.keys(each).length > 0 !== used) refuse([...path, "each"], "each and {each} go together");
  }
}

function variantsOf(suite: Suite, json: JsonValue, index: number, placeOf: PlaceOf): PlayableCase[] {
  const spec = suite.cases[index]!;
  const { group } = suite;
  const places = spec.steps.map((_step, step) => placeOf(["cases", index, "steps", step]));
  const id = `${group}/${spec.name}`;
  const variants = Object.entries(spec.each);
  if (variants.length === 0) return [{ id, group, spec, places }];
  return variants.map(([variant, value]) => {
    const filled = fromJson(CaseSchema, fill(casesOf(json)[index]!, value));
    return { id: `${id}[${variant}]`, group, spec: filled, places };
  });
}

function casesOf(json: JsonValue): readonly JsonValue[] {
  const cases = isMapping(json) ? json["cases"] : undefined;
  return Array.isArray(cases) ? cases : [];
}

/** With each case as its first variant has it: `{each}` may stand for a number. What is no suite at all is left as it is. */
function firstVariants(json: JsonValue): JsonValue {
  if (!isMapping(json) || !Array.isArray(json["cases"])) return json;
  const cases = json["cases"].map((spec) => {
    const each = isMapping(spec) ? spec["each"] : undefined;
    const [value] = each !== undefined && isMapping(each) ? Object.values(each) : [];
    return typeof value === "string" ? fill(spec, value) : spec;
  });
  return { ...json, cases };
}

function isMapping(json: JsonValue): json is { [key: string]: JsonValue } {
  return json !== null && typeof json === "object" && !Array.isArray(json);
}

function fill(json: JsonValue, value: string): JsonValue {
  if (typeof json === "string") return json.replaceAll("{each}", () => value);
  if (Array.isArray(json)) return json.map((item) => fill(item, value));
  if (!isMapping(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, fill(item, value)]));
}

/** The line of the innermost thing on the path that there is. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly [number, number, number] | null } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

/** `cases[3].steps[1].send` */
function fieldName(path: readonly (string | number)[]): string {
  const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return name === "" ? "the file" : name.replace(/^\./, "");
}
