// What goes over the network, and when: the refresher's one fetch at a time, the outbox's one mutation at a time.

import { describe, expect, test } from "vitest";
import { type Api, Refused, Unreachable } from "../../../../examples/live-topology/editor/src/net/api.ts";
import { createOutbox } from "../../../../examples/live-topology/editor/src/net/outbox.ts";
import { createRefresher, pollAfterMs } from "../../../../examples/live-topology/editor/src/net/refresher.ts";
import { INITIAL } from "../../../../examples/live-topology/editor/src/store/state.ts";
import { createStore, type Store } from "../../../../examples/live-topology/editor/src/store/store.ts";
import type { Mutation, NewMutation } from "../../../../examples/live-topology/shared/index.ts";
import { settled } from "../../../support/settled.ts";
import { moveDmz, mutation, news, NOON, topology } from "./made.ts";

const newStore = (): Store => createStore((callback) => callback());

class Answers implements Omit<Api, "post"> {
  readonly asked: string[] = [];
  rows: readonly Mutation[] = [];
  fails = false;

  async mutations(): Promise<{ mutations: readonly Mutation[]; next_before: number | null }> {
    this.#ask("mutations");
    return { mutations: this.rows, next_before: 1 };
  }

  async mutation(id: string): Promise<Mutation | null> {
    this.#ask(id);
    return null;
  }

  async topology(): Promise<typeof topology> {
    this.#ask("topology");
    return topology;
  }

  #ask(what: string): void {
    this.asked.push(what);
    if (this.fails) throw new Unreachable("the API does not answer");
  }
}

describe("a refresh", () => {
  test("asks for the list before the topology, and between them for what is open and not in the list", async () => {
    const [store, answers] = [newStore(), new Answers()];
    store.dispatch(news("m1", "pending", moveDmz));
    answers.rows = [mutation(5, "applied")];
    createRefresher(store, answers, () => 0).refresh();
    await settled();
    expect(answers.asked).toEqual(["mutations", "m1", "topology"]);
    expect(store.get().entries.map(({ id }) => id)).toEqual(["m5"]);
    expect(store.get().topology).toBe(topology);
  });

  test("is one at a time: who asks during one gets one more, however many ask", async () => {
    const answers = new Answers();
    const { refresh } = createRefresher(newStore(), answers, () => 0);
    for (let count = 0; count < 10; count++) refresh();
    await settled();
    expect(answers.asked).toEqual(["mutations", "topology", "mutations", "topology"]);
  });

  test("that fails says why, and the next one takes it back", async () => {
    const [store, answers] = [newStore(), new Answers()];
    const { refresh } = createRefresher(store, answers, () => 0);
    answers.fails = true;
    refresh({ byHand: true });
    expect(store.get().refreshing).toBe(true);
    await settled();
    expect(store.get()).toMatchObject({ unreachable: "the API does not answer", refreshing: false });
    answers.fails = false;
    refresh();
    await settled();
    expect(store.get().unreachable).toBeNull();
  });

  test("comes by itself: soon without a bus, later with one, and soon again while something is open", async () => {
    let now = 0;
    const [store, answers] = [newStore(), new Answers()];
    const { tick } = createRefresher(store, answers, () => now);
    const refreshesAfter = async (ms: number): Promise<number> => {
      const before = answers.asked.length;
      now += ms;
      tick();
      await settled();
      return answers.asked.length - before;
    };
    expect(await refreshesAfter(1_999)).toBe(0);
    expect(await refreshesAfter(1)).toBe(2);
    store.dispatch({ type: "connection", connection: "live" });
    expect(await refreshesAfter(2_000)).toBe(0);
    store.dispatch({ type: "submitted", id: "m1", operation: moveDmz, at: NOON });
    expect(await refreshesAfter(2_000)).toBe(2);
  });

  test("comes soon when the API does not answer, LIVE or not", () => {
    expect(pollAfterMs({ ...INITIAL, connection: "live", unreachable: "gone" })).toBe(pollAfterMs(INITIAL));
  });
});

describe("the outbox", () => {
  const sent: string[] = [];
  const said: string[] = [];
  let answer: (mutation: NewMutation) => Mutation = () => mutation(1, "pending");
  const outbox = (): ReturnType<typeof createOutbox> => {
    sent.length = said.length = 0;
    return createOutbox({
      post: async (posted) => {
        sent.push(posted.mutation_id!);
        return answer(posted);
      },
      onAccepted: ({ id }) => said.push(`accepted ${id}`),
      onRefused: (id, reason) => said.push(`refused ${id}: ${reason}`),
      pause: async () => {},
    });
  };

  test("sends one after the other, in order", async () => {
    const box = outbox();
    for (const id of ["a", "b", "c"]) box.send(id, moveDmz);
    expect([sent, box.size()]).toEqual([["a"], 3]);
    await settled();
    expect([sent, box.size()]).toEqual([["a", "b", "c"], 0]);
  });

  test("sends the same id again until there is an answer", async () => {
    let left = 3;
    answer = () => {
      if (left-- > 0) throw new Unreachable("gone");
      return mutation(1, "pending");
    };
    outbox().send("a", moveDmz);
    await settled();
    expect([sent, said]).toEqual([["a", "a", "a", "a"], ["accepted m1"]]);
  });

  test("posts all that wait when the page goes away, and waits for no answer", async () => {
    answer = () => mutation(1, "pending");
    const box = outbox();
    for (const id of ["a", "b", "c"]) box.send(id, moveDmz);
    box.hurry();
    expect(sent).toEqual(["a", "b", "c"]);
    // It comes back: they are the same mutations.
    await settled();
    expect([sent, box.size()]).toEqual([["a", "b", "c", "b", "c"], 0]);
  });

  test("posts again at once what waits for its next try, when the page goes away", async () => {
    const posts: string[] = [];
    const box = createOutbox({
      post: async ({ mutation_id }) => {
        posts.push(mutation_id!);
        throw new Unreachable("gone");
      },
      onAccepted: () => {},
      onRefused: () => {},
      pause: () => new Promise(() => {}),
    });
    box.send("a", moveDmz);
    await settled();
    box.hurry();
    await settled();
    expect(posts).toEqual(["a", "a"]);
  });

  test("goes on after what was refused", async () => {
    answer = ({ mutation_id }) => {
      if (mutation_id === "a") throw new Refused(400, "no");
      return mutation(2, "pending");
    };
    const box = outbox();
    box.send("a", moveDmz);
    box.send("b", moveDmz);
    await settled();
    expect(said).toEqual(["refused a: no", "accepted m2"]);
  });
});
