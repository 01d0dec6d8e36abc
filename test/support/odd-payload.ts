// Payloads that something was done to: what comes from callers without a compiler, and what nobody in his senses would give.

import { inspect } from "node:util";
import { fc } from "@fast-check/vitest";
import { EDGES } from "./edge-payload.ts";
import { loneSurrogate } from "./text-arbitrary.ts";

/** An object or a list somewhere in a payload. */
type Place = Record<string, unknown>;

/** Changes a place; `key` is one of its own, if it has any. */
type Change = (place: Place, key: string) => void;

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

const anyObject = anything.filter((given): given is object => typeof given === "object" && given !== null);

const value: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...EDGES), anything, loneSurrogate);

const unknownName = fc.constantFrom("stat", "mutation_id", "constructor", "__proto__", "value", "1");

const typeName = fc.constantFrom<unknown>(
  ...["decnet.topics.v1.TopologyStatus", "google.protobuf.Timestamp", "", 5, null, undefined],
);

class Row {
  readonly state = "x";
}
class Rows extends Array<unknown> {}

const prototype = fc.constantFrom<object | null>(
  ...[null, Object.prototype, Array.prototype, Row.prototype, Rows.prototype, Date.prototype],
  ...[{}, { state: "x" }, { $typeName: "x" }, Object.create(null) as object],
);

const change: fc.Arbitrary<Change> = fc.oneof(
  changeBy(value, (place, key, given) => define(place, key, given)),
  changeBy(value, (place, _key, given) => define(place, "$unknown", given)),
  changeBy(typeName, (place, _key, given) => define(place, "$typeName", given)),
  changeBy(fc.tuple(unknownName, value), (place, _key, [name, given]) => define(place, name, given)),
  changeBy(prototype, (place, _key, given) => void Object.setPrototypeOf(place, given)),
  fc.constantFrom<Change>(
    (place, key) => delete place[key],
    (place, key) => define(place, key, place),
    (place, key) => Object.defineProperty(place, key, { enumerable: false }),
    (place, key) => Object.defineProperty(place, key, { get: throwing }),
    (place, key) => define(place, key, new Proxy(place, { ownKeys: throwing })),
    (place, key) => {
      const { [key]: inherited } = place;
      delete place[key];
      Object.setPrototypeOf(place, { [key]: inherited });
    },
  ),
);

/** A payload that a report can show, though it may throw at whoever looks into it. */
interface Odd {
  readonly payload: object;
}

/** Any object, and mostly one of `payloads` with some changes somewhere, at whatever depth. */
export function oddPayload(payloads: fc.Arbitrary<object>): fc.Arbitrary<Odd> {
  return fc.oneof({ arbitrary: changedPayload(payloads), weight: 9 }, anyObject).map((payload) => ({
    payload,
    [fc.toStringMethod]: () => inspect(payload, { depth: 8, customInspect: false }),
  }));
}

function changedPayload(payloads: fc.Arbitrary<object>): fc.Arbitrary<object> {
  const changes = fc.array(fc.tuple(change, fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 });
  return fc.tuple(payloads, changes).map(([given, todo]) => {
    const payload = copy(given) as object;
    const places = [...placesIn(payload)];
    for (const [apply, which, whichKey] of todo) {
      const place = places[which % places.length]!;
      const keys = Object.keys(place);
      attempt(() => apply(place, keys[whichKey % keys.length] ?? "none"));
    }
    return payload;
  });
}

/** `payload` with another text in one of its strings; undefined if it has none. */
export function withText(payload: object, text: string, which: number): object | undefined {
  const changed = copy(payload) as object;
  const strings = [...placesIn(changed)].flatMap((place) =>
    Object.keys(place)
      .filter((key) => typeof place[key] === "string" && key !== "$typeName" && key !== "case")
      .map((key) => ({ place, key })),
  );
  const found = strings[which % strings.length];
  if (found === undefined) return undefined;
  define(found.place, found.key, text);
  return changed;
}

function changeBy<T>(
  values: fc.Arbitrary<T>,
  apply: (place: Place, key: string, given: T) => void,
): fc.Arbitrary<Change> {
  return values.map((given) => (place, key) => apply(place, key, given));
}

/** Also a key that means something else in an assignment. */
function define(place: object, key: string, given: unknown): void {
  Object.defineProperty(place, key, { value: given, enumerable: true, configurable: true, writable: true });
}

/** The place may be one that cannot be changed so, or a change before this one may have put something there that throws. */
function attempt(apply: () => void): void {
  try {
    apply();
  } catch {
    // The payload stays as it is, which is odd enough, or good.
  }
}

function throwing(): never {
  throw new Error("somebody looked");
}

function copy(given: unknown): unknown {
  if (typeof given !== "object" || given === null || ArrayBuffer.isView(given)) return given;
  if (Array.isArray(given)) return given.map(copy);
  const copied = Object.create(Object.getPrototypeOf(given) as object | null) as object;
  for (const [key, each] of Object.entries(given)) define(copied, key, copy(each));
  return copied;
}

function* placesIn(given: unknown): Generator<Place> {
  if (typeof given !== "object" || given === null || ArrayBuffer.isView(given)) return;
  yield given as Place;
  for (const each of Object.values(given)) yield* placesIn(each);
}
