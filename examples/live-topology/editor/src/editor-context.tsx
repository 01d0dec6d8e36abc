// How components get at the editor: `useEditor` to act, `useEditorState` to show a part of what it knows.

import { createContext, useContext, useSyncExternalStore } from "react";
import type { Editor } from "./net/editor.ts";
import type { EditorState } from "./store/state.ts";

const EditorContext = createContext<Editor | null>(null);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("There is no EditorProvider around this component.");
  return editor;
}

/** Renders again when the part changes: `select` returns the same object as long as it is the same. */
export function useEditorState<Part>(select: (state: EditorState) => Part): Part {
  const { store } = useEditor();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
