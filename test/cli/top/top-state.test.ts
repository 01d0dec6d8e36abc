import { describe, expect, test } from "vitest";
import {
  FIRST_STATE,
  keysOf,
  missed,
  pressed,
  sampled,
  sortedRows,
  SORTS,
  type TopState,
} from "../../../src/cli/top/top-state.ts";
import { busStatus, clientStatus } from "../../support/bus-status.ts";

const PAGE = 10;

function after(...keys: readonly string[]): TopState {
  return keys.reduce((state, key) => pressed(state, key, PAGE), sampled(FIRST_STATE, crowd(30)));
}

function crowd(size: number): ReturnType<typeof busStatus> {
  return busStatus({ connections: Array.from({ length: size }, (_, pid) => clientStatus({ pid: pid + 1 })) });
}

function names(state: TopState): string[] {
  return sortedRows(state).map(({ client }) => client.clientName);
}

describe("keys", () => {
  test.each([
    ["n", "name"],
    ["p", "pid"],
    ["u", "queue"],
    ["i", "in"],
    ["o", "out"],
    ["d", "drop"],
    ["D", "dropped"],
  ])("%s sorts by %s", (key, sort) => expect(after("r", key)).toMatchObject({ sort, reversed: true }));

  test("left and right go from column to column, and round", () => {
    expect(after("n", "left").sort).toBe("dropped");
    expect(after(...SORTS.map(() => "right")).sort).toBe(FIRST_STATE.sort);
    expect(after("n", ">", ">", "<").sort).toBe("pid");
  });

  test("r turns the order round, space pauses, ? helps and escape no longer", () => {
    expect(after("r").reversed).toBe(true);
    expect(after("r", "r").reversed).toBe(false);
    expect(after("space").paused).toBe(true);
    expect(after("space", "space").paused).toBe(false);
    expect(after("?").help).toBe(true);
    expect(after("h", "escape").help).toBe(false);
  });

  test.each([
    [["down", "j"], 2],
    [["down", "up", "k"], 0],
    [["pagedown"], 10],
    [["pagedown", "pagedown", "pagedown"], 20],
    [["end"], 20],
    [["G", "pageup"], 10],
    [["G", "home"], 0],
    [["G", "g"], 0],
    [["end", "r"], 0],
  ])("%j scrolls to row %d", (keys, offset) => expect(after(...keys).offset).toBe(offset));

  test.each(["x", "", "return", "constructor", "__proto__", "toString"])("%j does nothing", (key) => {
    const state = after();
    expect(pressed(state, key, PAGE)).toBe(state);
  });
});

describe("the order of connections", () => {
  const state = sampled(
    FIRST_STATE,
    busStatus({
      connections: [
        clientStatus({ clientName: "b", pid: 3, eventsOutPerS: 1 }),
        clientStatus({ clientName: "c", pid: 1, eventsOutPerS: 9, queuedEvents: 5 }),
        clientStatus({ clientName: "a", pid: 2, eventsOutPerS: 1 }),
      ],
    }),
  );

  test.each([
    ["out", false, "cba"],
    ["out", true, "bac"],
    ["name", false, "abc"],
    ["name", true, "cba"],
    ["pid", false, "bac"],
    ["queue", false, "cba"],
  ] as const)("by %s, reversed: %s, is %s; equal ones stay as they came", (sort, reversed, order) => {
    expect(names({ ...state, sort, reversed }).join("")).toBe(order);
  });
});

describe("samples", () => {
  const twins = (first: number, second: number): ReturnType<typeof busStatus> =>
    busStatus({
      connections: [clientStatus({ eventsInPerS: first }), clientStatus({ eventsOutPerS: second })],
      totals: { eventsInPerS: first, eventsOutPerS: second },
    });

  test("are remembered for each connection and in all, also of those that have one name and one process", () => {
    const state = [twins(1, 5), twins(2, 6)].reduce(sampled, FIRST_STATE);
    expect(state.history).toEqual({ in: [1, 2], out: [5, 6], dropped: [0, 0] });
    expect([...state.activity.values()]).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(new Set(keysOf(twins(0, 0).connections)).size).toBe(2);
  });

  test("of a connection that is gone are forgotten", () => {
    const state = [twins(1, 5), busStatus()].reduce(sampled, FIRST_STATE);
    expect(state.activity.size).toBe(0);
  });

  test("are not kept for ever", () => {
    let state = FIRST_STATE;
    for (let index = 0; index < 1_000; index++) state = sampled(state, twins(index, 0));
    expect(state.history.in.length).toBeLessThan(500);
    expect(state.history.in.at(-1)).toBe(999);
  });

  test("of another bus begin anew", () => {
    const state = [twins(1, 5), { ...twins(2, 6), busId: "another" }].reduce(sampled, FIRST_STATE);
    expect(state).toMatchObject({ restarted: true, history: { in: [2] } });
  });

  test("that do not come are told, with the time since when", () => {
    const away = missed(missed(sampled(FIRST_STATE, twins(1, 5)), "gone", 1_000), "refused", 5_000);
    expect(away).toMatchObject({ away: { why: "refused", sinceMs: 1_000 }, history: { in: [1] } });
    expect(sampled(away, twins(2, 6)).away).toBeUndefined();
  });
});
