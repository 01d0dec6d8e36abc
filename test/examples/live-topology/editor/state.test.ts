// What the page knows of mutations, told by three who do not know of each other: itself, the events, the list.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { isOpen } from "../../../../examples/live-topology/editor/src/store/entry.ts";
import {
  type Action,
  type EditorState,
  INITIAL,
  reduce,
  unlisted,
} from "../../../../examples/live-topology/editor/src/store/state.ts";
import type { MutationState } from "../../../../examples/live-topology/shared/index.ts";
import { LATER, loaded, moveDmz, mutation, news, NOON, played } from "./made.ts";

const submitted: Action = { type: "submitted", id: "m1", operation: moveDmz, at: NOON };

describe("a mutation of this page", () => {
  test("is sending, then pending, applying, applied", () => {
    const states: (string | undefined)[] = [];
    let state = played(...loaded);
    const steps: readonly Action[] = [
      submitted,
      { type: "accepted", mutation: mutation(1, "pending") },
      news("m1", "applying"),
      news("m1", "applied"),
    ];
    for (const step of steps) {
      state = reduce(state, step);
      states.push(state.entries[0]?.state);
    }
    expect(states).toEqual(["sending", "pending", "applying", "applied"]);
    expect(state.said.text).toBe("move lan: applied");
  });

  test("that fails leaves a notice with the reason, until it is dismissed", () => {
    const failed = played(...loaded, submitted, news("m1", "failed"));
    expect(failed.entries[0]).toMatchObject({ state: "failed", reason: "because", endedAt: LATER });
    expect(failed.notices).toEqual(["m1"]);
    expect(failed.said.text).toBe("move lan failed: because");
    expect(reduce(failed, { type: "dismissed", id: "m1" }).notices).toEqual([]);
  });

  test("that the API refuses has failed, and no list takes it away", () => {
    const refused = played(
      ...loaded,
      submitted,
      { type: "refused", id: "m1", reason: "/payload/x must be number", at: LATER },
      { type: "listed", mutations: [mutation(7, "applied")], complete: true, refresh: 2 },
    );
    expect(refused.entries.map(({ id, state }) => [id, state])).toEqual([
      ["m1", "failed"],
      ["m7", "applied"],
    ]);
  });

  test("may have ended before the answer to its POST arrives", () => {
    const state = played(...loaded, submitted, news("m1", "applied"), {
      type: "accepted",
      mutation: mutation(1, "pending"),
    });
    expect(state.entries[0]).toMatchObject({ state: "applied", seq: 1 });
  });
});

test("a list that was asked for before the answer to the POST, and comes after it, takes nothing away", () => {
  const state = played(
    ...loaded,
    { type: "refresh-begun" },
    submitted,
    { type: "accepted", mutation: mutation(1, "pending") },
    { type: "listed", mutations: [], complete: true, refresh: 2 },
    news("m1", "failed"),
  );
  expect(state.notices).toEqual(["m1"]);
});

describe("a mutation of another page", () => {
  test("is shown from the event that tells of it", () => {
    const state = played(...loaded, news("m1", "pending", moveDmz));
    expect(state.entries[0]).toMatchObject({ id: "m1", state: "pending", seq: null, own: false });
  });

  test("that fails is no notice here", () => {
    expect(played(...loaded, news("m1", "pending", moveDmz), news("m1", "failed")).notices).toEqual([]);
  });

  test("of which only the end was heard waits for the list", () => {
    expect(played(...loaded, news("m1", "applied")).entries).toEqual([]);
  });

  test("that the list is too short for is looked up by its id, and goes if it is not there", () => {
    const list = [mutation(9, "applied"), mutation(8, "applied")];
    const state = played(...loaded, news("m1", "pending", moveDmz), {
      type: "listed",
      mutations: list,
      complete: false,
      refresh: 2,
    });
    expect(unlisted(state, list)).toEqual(["m1"]);
    const found = reduce(state, { type: "looked-up", id: "m1", mutation: mutation(1, "applied"), refresh: 2 });
    expect(found.entries.map(({ id, state: is }) => [id, is])).toEqual([
      ["m9", "applied"],
      ["m8", "applied"],
      ["m1", "applied"],
    ]);
    expect(reduce(state, { type: "looked-up", id: "m1", mutation: null, refresh: 2 }).entries).toHaveLength(2);
  });
});

test("the list of another database takes the place of all that was known", () => {
  const before = played(...loaded, {
    type: "listed",
    mutations: [mutation(5, "applied"), mutation(4, "pending")],
    complete: true,
    refresh: 2,
  });
  const after = reduce(before, { type: "listed", mutations: [], complete: true, refresh: 3 });
  expect(after.entries).toEqual([]);
});

test("the history is bounded, but for what is open", () => {
  const many = Array.from({ length: 300 }, (_, index) => mutation(300 - index, index === 299 ? "pending" : "applied"));
  const { entries } = played(...loaded, { type: "listed", mutations: many, complete: true, refresh: 2 });
  expect(entries).toHaveLength(201);
  expect(entries.at(-1)).toMatchObject({ id: "m1", state: "pending" });
});

test("the connection is said when it changes, and only then", () => {
  const live: Action = { type: "connection", connection: "live" };
  const once = reduce(INITIAL, live);
  expect(once.said).toEqual({ turn: 1, text: "Live" });
  expect(reduce(once, live)).toBe(once);
});

// The law: whatever is heard, in whatever order and how often, no mutation comes back from its end; and one list at the end, and
// look-ups for what is not in it, make the page know what the database knows.
const ORDER: readonly MutationState[] = ["pending", "applying", "applied", "failed"];

const happenings = fc.array(
  fc.record({
    seq: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom("submit", "advance", "fail", "hear", "hear late", "list", "answer"),
    back: fc.nat(8),
  }),
  { maxLength: 60 },
);

property.prop([happenings])("mutations end once, and in the end the page knows what the database knows", (script) => {
  const database = new Map<number, MutationState>();
  const told: Action[] = [];
  let state: EditorState = played(...loaded);
  const ended = new Map<string, string>();
  const play = (action: Action): void => {
    state = reduce(state, action);
    for (const { id, state: is } of state.entries) {
      const before = ended.get(id);
      if (before !== undefined) expect(is).toBe(before);
      if (is === "applied" || is === "failed") ended.set(id, is);
    }
  };
  const listed = (): Action => {
    const rows = [...database].map(([seq, is]) => mutation(seq, is)).toSorted((one, other) => other.seq - one.seq);
    return { type: "listed", mutations: rows, complete: true, refresh: state.refreshesBegun + 1 };
  };
  const lists: Action[] = [listed()];

  for (const { seq, kind, back } of script) {
    const now = database.get(seq);
    if (kind === "submit" && now === undefined) {
      database.set(seq, "pending");
      if (back % 2 === 0) play({ type: "submitted", id: `m${seq}`, operation: moveDmz, at: NOON });
      told.push(news(`m${seq}`, "pending", moveDmz));
    } else if ((kind === "advance" || kind === "fail") && (now === "pending" || now === "applying")) {
      const next = now === "pending" ? "applying" : kind === "fail" ? "failed" : "applied";
      database.set(seq, next);
      told.push(news(`m${seq}`, next));
    } else if (kind === "hear") told.splice(0, 1).forEach(play);
    else if (kind === "hear late" && told.length > 0) play(told[back % told.length]!);
    else if (kind === "list") {
      lists.push(listed());
      // Perhaps one that was on its way for a while.
      play(lists.at(-1 - (back % lists.length))!);
    } else if (kind === "answer" && now !== undefined) play({ type: "accepted", mutation: mutation(seq, now) });
  }

  play(listed());
  const known = new Map(state.entries.map(({ id, state: is }) => [id, is]));
  expect(known).toEqual(new Map([...database].map(([seq, is]) => [`m${seq}`, is])));
  for (const entry of state.entries) expect(isOpen(entry)).toBe(ORDER.indexOf(database.get(entry.seq!)!) < 2);
});
