import { type ReactNode, useMemo } from "react";
import { useEditorState } from "../editor-context.tsx";
import { isOpen } from "../store/entry.ts";
import { namesIn } from "../store/operation-text.ts";
import { HistoryRow } from "./history-row.tsx";

/** What was asked for, the newest first, and what became of it. */
export function HistoryPanel(): ReactNode {
  const entries = useEditorState((state) => state.entries);
  const names = useEditorState((state) => state.names);
  const nameOf = useMemo(() => namesIn(names, entries), [names, entries]);
  const open = entries.filter((entry) => isOpen(entry)).length;
  return (
    <section className="panel panel-history" aria-labelledby="history-title">
      <header className="panel-head">
        <h2 id="history-title">Mutations</h2>
        <span className="panel-count" data-testid="open-count">
          {open === 0 ? "all ended" : `${open} open`}
        </span>
      </header>
      {entries.length === 0 ? (
        <p className="panel-empty">Nothing was changed yet.</p>
      ) : (
        // It scrolls, so it must be possible to get into it by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ol className="rows" tabIndex={0} aria-labelledby="history-title" data-testid="history">
          {entries.map((entry) => (
            <HistoryRow key={entry.id} entry={entry} nameOf={nameOf} />
          ))}
        </ol>
      )}
    </section>
  );
}
