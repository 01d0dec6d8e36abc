// The printed decoders at work, on payloads with every kind of field. They run as they are printed, and not as they are committed.

import { create, type DescMessage, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { joined } from "../../support/bytes.ts";
import { changed } from "../../support/changed-bytes.ts";
import { carefullyDecoded, type Decode, decoded, singleValues } from "../../support/decoded.ts";
import { knownPayload } from "../../support/known-payload.ts";
import { generated } from "./generate.ts";
import { unformatted } from "./unformatted.ts";

const { printed, exported, schemas } = await generated<Decode>("decoders.ts");

const READ = ["Implicit", "Explicit", "Lists", "Unpacked", "Choice", "Numbers", "Names", "Nothing", "Unknown"];
/** Of proto2, whose messages get their defaults from a prototype. */
const NOT_READ = ["Old", "Grouped"];

describe("decoders.ts", () => {
  test("is what the formatter would print", async () => {
    expect(await unformatted({ "decoders.ts": printed })).toBe("");
  });

  test("there is a decoder for each payload, and none for what stands within", () => {
    expect(Object.keys(exported).toSorted()).toEqual([...READ, ...NOT_READ].map((name) => `decode${name}`).toSorted());
  });
});

describe.for(READ)("the decoder of %s", (name) => {
  const { schema, decode } = find(name);
  const known = knownPayload(schema);
  const bytes = known.map((payload) => toBinary(schema, create(schema, payload)));

  property.prop([known], { numRuns: 300 })("reads single values as protobuf's own runtime does", (payload) => {
    const single = toBinary(schema, create(schema, singleValues(schema, payload)));
    expect(decoded(decode, single)).toStrictEqual(carefullyDecoded(schema, single));
  });

  property.prop([fc.oneof(bytes, changed(bytes), fc.tuple(bytes, bytes).map(joined))], { numRuns: 1_000 })(
    "reads what protobuf's own runtime reads, or says nothing, whatever the bytes",
    (each) => {
      const found = decoded(decode, each);
      if (found !== undefined) expect(found).toStrictEqual(carefullyDecoded(schema, each));
    },
  );
});

test.for(NOT_READ)("there is nothing to be read in a %s", (name) => {
  expect(decoded(find(name).decode, new Uint8Array())).toBeUndefined();
});

test("what a decoder returns holds on to none of the bytes", () => {
  const { schema, decode } = find("Implicit");
  const payload = { aString: "a text that is rather long", aBytes: Uint8Array.of(1, 2, 3) };
  const bytes = toBinary(schema, create(schema, payload));
  const message = decode(bytes, 0, bytes.length);
  bytes.fill(0);
  expect(message).toMatchObject(payload);
});

function find(name: string): { schema: DescMessage; decode: Decode } {
  return { schema: schemas.getMessage(`acme.topics.v1.${name}`)!, decode: exported[`decode${name}`]! };
}
