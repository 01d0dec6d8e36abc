// The printed encoders at work, on payloads with every kind of field. They run as they are printed, and not as they are committed.

import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create, type DescMessage } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../../tools/run-buf.ts";
import { edgePayloads } from "../../support/edge-payload.ts";
import { carefullyEncoded, type Encode, encoded, sameBytes } from "../../support/encoded.ts";
import { knownPayload } from "../../support/known-payload.ts";
import { oddPayload, withText } from "../../support/odd-payload.ts";
import { loneSurrogate } from "../../support/text-arbitrary.ts";
import { generated } from "./generate.ts";
import { unformatted } from "./unformatted.ts";

const { folder, printed, schemas, exported: encoders } = await generated<Encode>("encoders.ts", "decoders.ts");

const KNOWN = ["Implicit", "Explicit", "Lists", "Unpacked", "Choice", "Numbers", "Names", "Nothing", "Old"];
const UNKNOWN = ["Unknown", "Grouped"];

describe("encoders.ts", () => {
  test("is what the formatter would print", async () => {
    expect(await unformatted({ "encoders.ts": printed })).toBe("");
  });

  test("is what the compiler takes, as is decoders.ts, whatever the fields", () => {
    const options = {
      extends: join(PROJECT_ROOT, "tsconfig.json"),
      include: ["acme"],
      compilerOptions: { typeRoots: [join(PROJECT_ROOT, "node_modules/@types")] },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
    writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(folder, "node_modules"));
    const { stdout } = spawnSync(join(PROJECT_ROOT, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  test("there is an encoder for each payload, and none for what stands within", () => {
    expect(Object.keys(encoders).toSorted()).toEqual([...KNOWN, ...UNKNOWN].map((name) => `encode${name}`).toSorted());
  });
});

describe.for(KNOWN)("the encoder of %s", (name) => {
  const { schema, encode, known } = find(name);

  property.prop([known, fc.nat({ max: 300 })], { numRuns: 300 })(
    "writes what protobuf's own runtime writes",
    (payload, left) => {
      const expected = carefullyEncoded(schema, payload);
      expect(expected).toBeDefined();
      expect(encoded(encode, payload, left)).toEqual(expected);
    },
  );
});

describe.for([...KNOWN, ...UNKNOWN])("the encoder of %s", (name) => {
  const { schema, encode, known } = find(name);

  property.prop([oddPayload(known)], { numRuns: 500 })(
    "writes the very bytes of the careful way, or says no",
    ({ payload }) => {
      const careful = carefullyEncoded(schema, payload);
      expect(encoded(encode, payload) ?? careful).toEqual(careful);
    },
  );

  test("is as sure as the careful way of what a field takes", () => {
    const payloads = [...edgePayloads(schema)].flatMap((edge) => [edge, { ...create(schema), ...edge }]);
    const unlike = payloads.filter((payload) => {
      const bytes = encoded(encode, payload);
      return bytes !== undefined && !sameBytes(bytes, carefullyEncoded(schema, payload));
    });
    expect(unlike).toEqual([]);
  });

  property.prop([known, loneSurrogate, fc.nat()])("says no to half of a surrogate pair", (payload, text, which) => {
    const changed = withText(payload, text, which);
    if (changed !== undefined) expect(encoded(encode, changed)).toBeUndefined();
  });
});

describe("a field without an encoder", () => {
  const { schema, encode } = find("Unknown");
  const { encode: encodeGrouped } = find("Grouped");
  const tree = { text: "x", left: { text: "y" } };

  test.for<[string, object]>([
    ["a map", { map: { a: "b" } }],
    ["a map without entries", { map: {} }],
    ["a map of messages", { trees: { 1: tree } }],
    ["a wrapper", { wrapper: "x" }],
    ["a message that may hold itself", { tree }],
    ["a list of such messages", { list: [tree] }],
    [
      "a Struct in a Value",
      { json: { kind: { case: "structValue", value: { $typeName: "google.protobuf.Struct", fields: {} } } } },
    ],
    ["a ListValue", { jsons: { values: [{ kind: { case: "boolValue", value: true } }] } }],
    ["a message that may hold itself by way of another", { kind: { case: "loop", value: { pool: { loop: {} } } } }],
  ])("goes the careful way: %s", ([, payload]) => {
    expect(carefullyEncoded(schema, payload)).toBeDefined();
    expect(encoded(encode, payload)).toBeUndefined();
  });

  test.for<[string, object]>([
    ["a group", { one: { text: "x" } }],
    ["a list of groups", { many: [{ yes: true }] }],
  ])("goes the careful way: %s", ([, payload]) => {
    expect(encoded(encodeGrouped, payload)).toBeUndefined();
  });

  test("is no hindrance to a payload that does not have it", () => {
    const payload = { text: "x", kind: { case: "name", value: "y" } };
    expect(encoded(encode, payload)).toEqual(carefullyEncoded(schema, payload));
    expect(encoded(encodeGrouped, { text: "x" })).toBeDefined();
    // A message that protobuf has made has its maps and lists, be they empty.
    expect(encoded(encode, create(schema))).toBeUndefined();
  });

  test("may stand in a message whose other fields have one", () => {
    const payload = { json: { kind: { case: "numberValue", value: 1 } } };
    expect(encoded(encode, payload)).toEqual(carefullyEncoded(schema, payload));
  });
});

function find(name: string): { schema: DescMessage; encode: Encode; known: fc.Arbitrary<Record<string, unknown>> } {
  const schema = schemas.getMessage(`acme.topics.v1.${name}`)!;
  return { schema, encode: encoders[`encode${name}`]!, known: knownPayload(schema) };
}
