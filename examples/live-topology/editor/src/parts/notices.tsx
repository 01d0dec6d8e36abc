import type { ReactNode } from "react";
import { useEditor, useEditorState } from "../editor-context.tsx";
import { describe, namesIn } from "../store/operation-text.ts";
import { Icon } from "./icons.tsx";

/** What this operator asked for and did not get, with the reason, until it is dismissed. */
export function Notices(): ReactNode {
  const { dismiss } = useEditor();
  const ids = useEditorState(({ notices }) => notices);
  const entries = useEditorState((state) => state.entries);
  const names = useEditorState((state) => state.names);
  const nameOf = namesIn(names, entries);
  const failed = ids.flatMap((id) => entries.filter((entry) => entry.id === id));
  return (
    <div className="notices">
      {failed.map(({ id, operation, reason }) => {
        const { verb, name } = describe(operation, id, nameOf);
        return (
          <div key={id} className="notice" data-testid="notice">
            <Icon name="cross" />
            <div>
              <strong>
                {verb} “{name}” failed
              </strong>
              <p>{reason}</p>
            </div>
            <button
              type="button"
              className="button button-icon button-quiet"
              onClick={() => dismiss(id)}
              aria-label="Dismiss"
            >
              <Icon name="close" />
            </button>
          </div>
        );
      })}
    </div>
  );
}
