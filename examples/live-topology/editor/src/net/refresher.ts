// Fetches what the page shows: at once when told to, else after a while. One refresh at a time; who asks during one gets one more after it,
// however many ask.
//
// The list of mutations comes before the topology: whatever the list calls applied, the topology has. So the page knows for which mutations
// it no longer has to speak itself.

import type { Mutation } from "../../../shared/index.ts";
import { isOpen } from "../store/entry.ts";
import { type EditorState, unlisted } from "../store/state.ts";
import type { Store } from "../store/store.ts";
import { type Api, Refused } from "./api.ts";

/** Nobody tells us: often enough to wait for. */
const POLL_MS = 2_000;
/** Somebody tells us, but the one who applies it may not reach the bus. */
const POLL_OPEN_MS = 4_000;
/** Nothing is expected; a look all the same. */
const POLL_QUIET_MS = 30_000;
const MAX_LOOK_UPS = 20;

export interface Refresher {
  /** Something may have changed. `byHand`: and somebody watches. */
  readonly refresh: (options?: { readonly byHand?: boolean }) => void;
  /** To be called every second or so: refreshes if it is time to. */
  readonly tick: () => void;
}

/** `nowMs` is a clock that does not jump. */
export function createRefresher(store: Store, api: Omit<Api, "post">, nowMs: () => number): Refresher {
  let isRunning = false;
  let isWanted = false;
  let endedAt = nowMs();

  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await fetchAll(store, api);
    }
    isRunning = false;
    endedAt = nowMs();
  };

  const refresh = ({ byHand = false }: { readonly byHand?: boolean } = {}): void => {
    isWanted = true;
    if (byHand) store.dispatch({ type: "refresh-asked" });
    if (!isRunning) void run();
  };
  return {
    refresh,
    tick: () => {
      if (!isRunning && nowMs() - endedAt >= pollAfterMs(store.get())) refresh();
    },
  };
}

export function pollAfterMs({ connection, unreachable, entries }: EditorState): number {
  if (connection !== "live" || unreachable !== null) return POLL_MS;
  return entries.some((entry) => isOpen(entry)) ? POLL_OPEN_MS : POLL_QUIET_MS;
}

async function fetchAll(store: Store, api: Omit<Api, "post">): Promise<void> {
  store.dispatch({ type: "refresh-begun" });
  const refresh = store.get().refreshesBegun;
  try {
    const { mutations, next_before } = await api.mutations();
    store.dispatch({ type: "listed", mutations, complete: next_before === null, refresh });
    await lookUp(store, api, mutations, refresh);
    store.dispatch({ type: "topology", topology: await api.topology(), refresh });
    store.dispatch({ type: "refresh-ended", unreachable: null, isMissing: false });
  } catch (error) {
    const unreachable = error instanceof Error ? error.message : String(error);
    store.dispatch({ type: "refresh-ended", unreachable, isMissing: error instanceof Refused && error.isNotFound });
  }
}

async function lookUp(
  store: Store,
  api: Omit<Api, "post">,
  listed: readonly Mutation[],
  refresh: number,
): Promise<void> {
  const ids = unlisted(store.get(), listed).slice(0, MAX_LOOK_UPS);
  for (const id of ids) {
    store.dispatch({ type: "looked-up", id, mutation: await api.mutation(id), refresh });
  }
}
