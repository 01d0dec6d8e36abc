// The projection of a state, made once for as long as nothing that it is made of has changed.

import { project, type View } from "./projection.ts";
import type { EditorState } from "./state.ts";

const EMPTY: View = { lans: [], deckies: [] };

let last: { readonly of: Pick<EditorState, "topology" | "entries" | "shownRefresh">; readonly view: View } | undefined;

export function viewOf({ topology, entries, shownRefresh }: EditorState): View {
  if (topology === null) return EMPTY;
  const same =
    last !== undefined &&
    last.of.topology === topology &&
    last.of.entries === entries &&
    last.of.shownRefresh === shownRefresh;
  if (!same || last === undefined) {
    last = { of: { topology, entries, shownRefresh }, view: project(topology, entries, shownRefresh) };
  }
  return last.view;
}
