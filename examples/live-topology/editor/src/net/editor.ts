// The page's own machinery, put together: the store, what feeds it, and what an operator can do.

import type { Operation } from "../../../shared/index.ts";
import { createStore, type Store } from "../store/store.ts";
import { apiOf } from "./api.ts";
import { openLiveStream } from "./live-stream.ts";
import { createOutbox } from "./outbox.ts";
import { createRefresher } from "./refresher.ts";

export interface Editor {
  readonly store: Store;
  readonly submit: (operation: Operation) => void;
  readonly refresh: () => void;
  readonly dismiss: (id: string) => void;
}

const TRY_AGAIN_MS = 1_000;
const TICK_MS = 500;

/** Lasts until `signal`. */
export function startEditor(topologyId: string, signal: AbortSignal): Editor {
  const store = createStore((callback) => requestAnimationFrame(callback));
  const api = apiOf(topologyId);
  const refresher = createRefresher(store, api, () => performance.now());
  const outbox = createOutbox({
    post: api.post,
    onAccepted: (mutation) => store.dispatch({ type: "accepted", mutation }),
    onRefused: (id, reason) => store.dispatch({ type: "refused", id, reason, at: now() }),
    pause: () => new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS)),
  });

  openLiveStream(store, topologyId, () => refresher.refresh(), signal);
  refresher.refresh();
  const ticks = setInterval(refresher.tick, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(ticks));
  addEventListener("visibilitychange", () => document.hidden || refresher.refresh(), { signal });
  addEventListener("pagehide", outbox.hurry, { signal });
  addEventListener("beforeunload", (event) => outbox.size() > 0 && event.preventDefault(), { signal });

  return {
    store,
    submit: (operation) => {
      const id = crypto.randomUUID();
      store.dispatch({ type: "submitted", id, operation, at: now() });
      outbox.send(id, operation);
    },
    refresh: () => refresher.refresh({ byHand: true }),
    dismiss: (id) => store.dispatch({ type: "dismissed", id }),
  };
}

function now(): string {
  return new Date().toISOString();
}
