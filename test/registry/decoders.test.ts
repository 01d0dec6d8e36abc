// The generated decoders of the declared topics beside protobuf's own runtime: they are the same, or the decoder says nothing.

import { create, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { delimitedField, utf8 } from "../support/bytes.ts";
import { changed } from "../support/changed-bytes.ts";
import { carefullyDecoded, decoded, singleValues } from "../support/decoded.ts";
import { knownPayload } from "../support/known-payload.ts";

describe.for(declaredTopics.map((declared) => [declared.template, declared] as const))(
  "the decoder of %s",
  ([, { schema, decode }]) => {
    const known = knownPayload(schema);
    const bytesOf = (payload: Record<string, unknown>): Uint8Array => toBinary(schema, create(schema, payload));

    property.prop([known])(
      "reads what protobuf's own runtime reads, where it is a matter of single values",
      (payload) => {
        const bytes = bytesOf(singleValues(schema, payload));
        expect(decoded(decode, bytes)).toStrictEqual(carefullyDecoded(schema, bytes));
      },
    );

    property.prop([fc.oneof(known.map(bytesOf), changed(known.map(bytesOf)), fc.uint8Array({ maxLength: 60 }))], {
      numRuns: 1_000,
    })("reads what protobuf's own runtime reads, or says nothing, whatever the bytes", (bytes) => {
      const found = decoded(decode, bytes);
      if (found !== undefined) expect(found).toStrictEqual(carefullyDecoded(schema, bytes));
    });

    test("knows the payload without a field", () => {
      expect(decoded(decode, new Uint8Array())).toStrictEqual(create(schema));
    });

    test("leaves a field that it does not know to the careful way, which keeps it", () => {
      expect(decoded(decode, delimitedField(1_000, utf8("x")))).toBeUndefined();
    });

    test("says nothing of bytes that end too soon, or are no text", () => {
      for (const field of schema.fields) {
        const tag = field.number * 8 + 2;
        expect(decoded(decode, Uint8Array.of(tag, 100))).toBeUndefined();
        expect(decoded(decode, Uint8Array.of(tag))).toBeUndefined();
        // Neither is it a number, or a message.
        expect(decoded(decode, delimitedField(field.number, Uint8Array.of(0xff)))).toBeUndefined();
      }
    });
  },
);
