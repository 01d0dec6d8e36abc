// Holds the state, and tells who listens that it has changed: at most once a frame, for traffic may come faster than anybody looks.

import { type Action, type EditorState, INITIAL, reduce } from "./state.ts";

export interface Store {
  readonly get: () => EditorState;
  readonly dispatch: (action: Action) => void;
  /** Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** `onNextFrame` calls back once, soon. */
export function createStore(onNextFrame: (callback: () => void) => void): Store {
  let state = INITIAL;
  let isDue = false;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    isDue = false;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => state,
    dispatch: (action) => {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      if (isDue) return;
      isDue = true;
      onNextFrame(tell);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
