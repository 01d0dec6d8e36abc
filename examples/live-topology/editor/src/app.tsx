// The page: header, canvas, and what happens beside it. Which dialog is open is the page's own business, and stands here.

import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useCallback, useState } from "react";
import { TopologyCanvas } from "./canvas/topology-canvas.tsx";
import { type DialogRequest, DialogProvider } from "./dialogs/dialog-context.ts";
import { Dialogs } from "./dialogs/dialogs.tsx";
import { useEditorState } from "./editor-context.tsx";
import { AttackersPanel } from "./panels/attackers-panel.tsx";
import { HistoryPanel } from "./panels/history-panel.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { Header } from "./parts/header.tsx";
import { Notices } from "./parts/notices.tsx";
import { Waiting } from "./parts/waiting.tsx";
import { type Theme, storedTheme } from "./theme.ts";

interface OpenDialog {
  readonly request: DialogRequest;
  /** Of two that follow at once, each is a dialog of its own. */
  readonly turn: number;
}

export function App(): ReactNode {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const openDialog = useCallback(
    (request: DialogRequest) => setDialog((before) => ({ request, turn: (before?.turn ?? 0) + 1 })),
    [],
  );
  // A browser says a moment after it has closed one that it has: by then there may be another one.
  const closeDialog = (closed: OpenDialog): void => setDialog((now) => (now === closed ? null : now));
  const isLoaded = useEditorState(({ topology }) => topology !== null);
  return (
    <DialogProvider value={openDialog}>
      <Header theme={theme} onTheme={setTheme} />
      {isLoaded ? (
        <div className="workspace">
          <ReactFlowProvider>
            <main className="stage" aria-label="Topology">
              <TopologyCanvas theme={theme} />
              <Notices />
            </main>
            <aside className="side" aria-label="What happens">
              <HistoryPanel />
              <AttackersPanel />
            </aside>
            {dialog !== null && (
              <Dialogs key={dialog.turn} request={dialog.request} onClose={() => closeDialog(dialog)} />
            )}
          </ReactFlowProvider>
        </div>
      ) : (
        <NothingYet />
      )}
      <Announcer />
    </DialogProvider>
  );
}

function NothingYet(): ReactNode {
  const unreachable = useEditorState((state) => state.unreachable);
  const isMissing = useEditorState((state) => state.isMissing);
  if (!isMissing) return <Waiting text={unreachable === null ? "Loading…" : `Waiting: ${unreachable}.`} />;
  return (
    <main className="waiting">
      <p>
        {unreachable} <a href="/">Go to the first one that there is</a>, or wait here until somebody makes it.
      </p>
    </main>
  );
}
