import type { ReactNode } from "react";
import { useEditorState } from "../editor-context.tsx";
import { Icon } from "../parts/icons.tsx";
import { keyOf, type Target, targetOf } from "../store/operation-text.ts";
import type { Mark } from "../store/projection.ts";

/** What happens to it at the moment, at its corner. */
export function MarkLabel({
  mark,
  failure,
}: {
  readonly mark: Mark | null;
  readonly failure: string | null;
}): ReactNode {
  if (mark !== null) {
    return (
      <span className="mark">
        <span className="spinner" aria-hidden="true" />
        {mark.removing ? "removing" : mark.state}
      </span>
    );
  }
  if (failure === null) return null;
  return (
    <span className="mark mark-failed" title={failure}>
      <Icon name="cross" size={12} />
      failed
    </span>
  );
}

/** Why the last thing that this page asked of it failed, until that is dismissed. */
export function useFailure(target: Target): string | null {
  return useEditorState(({ notices, entries }) => {
    if (notices.length === 0) return null;
    const key = keyOf(target);
    const failed = entries.find(({ id, operation }) => notices.includes(id) && keyOf(targetOf(operation, id)) === key);
    return failed?.reason ?? null;
  });
}

export function classOf(name: string, mark: Mark | null, failure: string | null, extra = ""): string {
  const state =
    mark === null ? (failure === null ? "" : "is-failed") : mark.removing ? "is-pending is-removing" : "is-pending";
  return [name, state, extra].filter((part) => part !== "").join(" ");
}
