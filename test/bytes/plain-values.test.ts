import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { hasFields, isEmptyBytes, isEmptyList, isList, isPlain } from "../../src/bytes/plain-values.ts";

class Row {
  state = "active";
}

class Rows extends Array<unknown> {}

const bare = Object.create(null) as object;
const heir = Object.create({ state: "active" }) as object;
const nothings = [null, undefined, 5, "x", true, () => 1];

describe("an object", () => {
  test("is plain if nothing is inherited", () => {
    for (const plain of [{}, { state: "x" }, bare, JSON.parse("{}")]) expect(isPlain(plain)).toBe(true);
    const others = [...nothings, [], new Row(), new Date(0), new Map(), heir, Object.setPrototypeOf([], null)];
    for (const other of others) expect(isPlain(other)).toBe(false);
  });

  test("has fields if it is plain, or has properties of its own", () => {
    for (const fields of [{}, bare, new Row(), Object.assign(new Date(0), { a: 1 })])
      expect(hasFields(fields)).toBe(true);
    for (const other of [...nothings, [], [1], new Date(0), new Map(), heir]) expect(hasFields(other)).toBe(false);
  });

  test("of another realm is for the careful way, unless it has properties of its own", () => {
    expect(isPlain(runInNewContext("({ a: 1 })"))).toBe(false);
    expect(hasFields(runInNewContext("({})"))).toBe(false);
    expect(hasFields(runInNewContext("({ a: 1 })"))).toBe(true);
  });
});

describe("a list", () => {
  test("is an array, and none that somebody has made his own", () => {
    for (const list of [[], [1], new Array(3)]) expect(isList(list)).toBe(true);
    const others = [...nothings, {}, new Rows(), new Uint8Array(), Object.assign([], { constructor: Object })];
    for (const other of others) expect(isList(other)).toBe(false);
    expect(isList(runInNewContext("[]"))).toBe(false);
  });

  test("may be empty, and so may bytes", () => {
    expect([[], [1], {}, ""].map(isEmptyList)).toEqual([true, false, false, false]);
    const bytes = [new Uint8Array(), Buffer.alloc(0), new Uint8Array(1), new Uint16Array(), [], ""];
    expect(bytes.map(isEmptyBytes)).toEqual([true, true, false, false, false, false]);
  });
});
