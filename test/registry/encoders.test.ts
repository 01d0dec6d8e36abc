// The generated encoders of the declared topics beside the way that every payload can go: they are the same, or the encoder says no.

import { create, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { TopologyMutationEnqueuedSchema, TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { encodePayload } from "../../src/registry/payload.ts";
import { edgePayloads } from "../support/edge-payload.ts";
import { encoded, sameBytes } from "../support/encoded.ts";
import { knownPayload, nestedJson } from "../support/known-payload.ts";
import { oddPayload, withText } from "../support/odd-payload.ts";
import { loneSurrogate } from "../support/text-arbitrary.ts";

describe.for(declaredTopics.map((declared) => [declared.template, declared] as const))(
  "the encoder of %s",
  ([, { schema, encode, tokens }]) => {
    const topic = tokens.map((token) => token ?? "x").join(".");
    const known = knownPayload(schema);

    property.prop([known, fc.nat({ max: 300 })])("writes what protobuf's own runtime writes", (payload, left) => {
      expect(encoded(encode, payload, left)).toEqual(Uint8Array.from(toBinary(schema, create(schema, payload))));
    });

    property.prop([oddPayload(known)], { numRuns: 500 })(
      "writes the very bytes of the careful way, or says no",
      ({ payload }) => {
        const careful = carefullyEncoded(topic, payload);
        expect(encoded(encode, payload) ?? careful).toEqual(careful);
      },
    );

    test("is as sure as the careful way of what a field takes", () => {
      const payloads = [...edgePayloads(schema)].flatMap((edge) => [edge, { ...create(schema), ...edge }]);
      const unlike = payloads.filter((payload) => {
        const bytes = encoded(encode, payload);
        return bytes !== undefined && !sameBytes(bytes, carefullyEncoded(topic, payload));
      });
      expect(unlike).toEqual([]);
    });

    property.prop([known, loneSurrogate, fc.nat()])("says no to half of a surrogate pair", (payload, text, which) => {
      const changed = withText(payload, text, which);
      if (changed !== undefined) expect(encoded(encode, changed)).toBeUndefined();
    });

    test("knows the payload without a field", () => {
      for (const payload of [{}, Object.create(null) as object, create(schema)]) {
        expect(encoded(encode, payload)).toEqual(new Uint8Array());
      }
    });

    test("leaves what is no object of its message to the careful way", () => {
      const others = [
        null,
        undefined,
        5,
        "x",
        [],
        new Date(0),
        new Map(),
        () => 1,
        { extra: 1 },
        { $typeName: "acme.X" },
      ];
      for (const payload of others) expect(encoded(encode, payload as object)).toBeUndefined();
    });
  },
);

describe("an encoder", () => {
  const status = declaredTopics.find(({ schema }) => schema === TopologyStatusSchema)!;
  const enqueued = declaredTopics.find(({ schema }) => schema === TopologyMutationEnqueuedSchema)!;

  class Row {
    state = "active";
    get reason(): string {
      return "asked for";
    }
  }

  test("takes an instance of a class as the careful way does, with what it inherits", () => {
    const bytes = toBinary(
      TopologyStatusSchema,
      create(TopologyStatusSchema, { state: "active", reason: "asked for" }),
    );
    expect(encoded(status.encode, new Row())).toEqual(Uint8Array.from(bytes));
  });

  test("says no to a message that is incomplete, of which protobuf would write “undefined”", () => {
    const incomplete = { $typeName: "decnet.topics.v1.TopologyStatus", state: "active" };
    expect(encoded(status.encode, incomplete)).toBeUndefined();
  });

  test("says no to fields that somebody else has left", () => {
    const unknown = [{ no: 99, wireType: 0, data: Uint8Array.of(1) }];
    expect(encoded(status.encode, { ...create(TopologyStatusSchema), $unknown: unknown })).toBeUndefined();
    expect(encoded(status.encode, { ...create(TopologyStatusSchema), $unknown: [] })).toEqual(new Uint8Array());
  });

  test("says no to half of a surrogate pair wherever JSON has text", () => {
    for (const text of ["\ud800", "\udc00x", `${"x".repeat(200)}\ud800`]) {
      for (const payload of [{ [text]: 1 }, { a: text }, { a: [{ b: text }] }]) {
        expect(encoded(enqueued.encode, { payload })).toBeUndefined();
      }
    }
  });

  test("never throws, whatever a payload throws", () => {
    const payload = {
      get state(): string {
        throw new Error("a getter");
      },
    };
    expect(encoded(status.encode, payload)).toBeUndefined();
    expect(encoded(status.encode, new Proxy({}, { ownKeys: () => 5 as never }))).toBeUndefined();
  });

  test("takes JSON of as many levels as anybody needs, and leaves more to the careful way", () => {
    const bytes = encodePayload("topology.x.mutation.enqueued", { payload: nestedJson(32) }).bytes;
    expect(encoded(enqueued.encode, { payload: nestedJson(32) })).toEqual(Uint8Array.from(bytes));
    expect(encoded(enqueued.encode, { payload: nestedJson(33) })).toBeUndefined();
    const circle: Record<string, unknown> = {};
    circle["self"] = [circle];
    expect(encoded(enqueued.encode, { payload: circle })).toBeUndefined();
  });

  property.prop([knownPayload(TopologyStatusSchema), oddPayload(knownPayload(TopologyMutationEnqueuedSchema))])(
    "can be taken back: the next one begins where it began",
    (good, odd) => {
      const out = new ByteWriter();
      out.begin();
      enqueued.encode(out, odd.payload);
      out.at = out.start;
      expect(status.encode(out, good)).toBe(true);
      expect(Uint8Array.from(out.bytes.subarray(out.start, out.at))).toEqual(encoded(status.encode, good));
    },
  );
});

/** The bytes of the way that every payload can go; undefined if it does not fit. */
function carefullyEncoded(topic: string, payload: object): Uint8Array | undefined {
  try {
    return Uint8Array.from(encodePayload(topic, payload).bytes);
  } catch {
    return undefined;
  }
}
