// Payloads with one field that holds what it may just take, or just not take.

import type { DescMessage } from "@bufbuild/protobuf";

/** What stands on either side of the edge of what some field takes. */
export const EDGES: readonly unknown[] = [
  ...[undefined, null, true, "", "5", "\ud800", Symbol("x"), () => 1],
  ...[0, -0, 5, -5, 1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 1e39, -1e39],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[0n, 5n, -5n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n],
  ...[[], [1], [undefined], new Array<unknown>(1), [[]], Object.setPrototypeOf([1], null) as unknown],
  ...[{}, { case: "no" }, { case: null }, { case: undefined }, new Date(0), new Map(), /x/],
  ...[new Uint8Array(), new Uint8Array(3), new Uint16Array(3), new ArrayBuffer(3)],
  ...[Object.create(Uint8Array.prototype) as unknown, Object.create({ state: "x" }) as unknown],
];

/** For each field of the message, and of the messages within, a payload with each of these in it. */
export function* edgePayloads(schema: DescMessage, depth = 2): Generator<object> {
  for (const { localName } of schema.members) for (const edge of EDGES) yield { [localName]: edge };
  for (const { localName, fieldKind, message, oneof } of schema.fields) {
    const edges = message === undefined || depth === 0 ? EDGES : [...EDGES, ...edgePayloads(message, depth - 1)];
    for (const edge of edges) {
      if (oneof !== undefined) yield { [oneof.localName]: { case: localName, value: edge } };
      else yield { [localName]: fieldKind === "list" ? [edge] : edge };
    }
  }
}
