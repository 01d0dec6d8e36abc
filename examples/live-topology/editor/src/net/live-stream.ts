// The page's one stream. EventSource comes back by itself after an error, unless the API has answered with one: then a new one is made.

import { type EventName, eventsPath } from "../../../shared/index.ts";
import { readAttacker, readMutation, readTraffic } from "../store/read-event.ts";
import type { Store } from "../store/store.ts";

/** After an answer that is no stream; EventSource's own delay is the API's to say. */
const NEW_SOURCE_AFTER_MS = 2_000;

const MUTATION_EVENTS = [
  "topology.mutation.enqueued",
  "topology.mutation.applying",
  "topology.mutation.applied",
  "topology.mutation.failed",
] as const satisfies readonly EventName[];

/** Keeps a stream open until `signal`. `refresh` is called when what is shown may be old. */
export function openLiveStream(store: Store, topologyId: string, refresh: () => void, signal: AbortSignal): void {
  const source = new EventSource(eventsPath(topologyId, { live: true }));
  const close = (): void => source.close();
  signal.addEventListener("abort", close, { once: true });

  source.addEventListener("ready", () => {
    store.dispatch({ type: "connection", connection: "live" });
    refresh();
  });
  source.addEventListener("error", () => {
    store.dispatch({ type: "connection", connection: "connecting" });
    // What is next is polled for, from now on.
    refresh();
    if (source.readyState !== EventSource.CLOSED || signal.aborted) return;
    signal.removeEventListener("abort", close);
    setTimeout(() => {
      if (!signal.aborted) openLiveStream(store, topologyId, refresh, signal);
    }, NEW_SOURCE_AFTER_MS);
  });
  listen(source, store, refresh);
}

function listen(source: EventSource, store: Store, refresh: () => void): void {
  const on = (name: EventName | "resync", listener: (data: string) => void): void => {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => listener(data));
  };
  on("resync", refresh);
  on("topology.status", refresh);
  for (const name of MUTATION_EVENTS) {
    on(name, (data) => {
      const news = readMutation(name, data, new Date().toISOString());
      if (news === undefined) return;
      const isKnown = store.get().entries.some(({ id }) => id === news.mutationId);
      store.dispatch({ type: "mutation", news });
      // The list is changed in place, unless there is nothing to change, or the topology has changed with it.
      const ended = news.state === "applied" || news.state === "failed";
      if (ended || (!isKnown && news.operation === null)) refresh();
    });
  }
  on("decky.traffic", (data) => {
    const news = readTraffic(data);
    if (news !== undefined) store.dispatch({ type: "traffic", news, at: Date.now() });
  });
  on("attacker.observed", (data) => {
    const news = readAttacker(data, new Date().toISOString());
    if (news !== undefined) store.dispatch({ type: "attacker", news, at: Date.now() });
  });
}
