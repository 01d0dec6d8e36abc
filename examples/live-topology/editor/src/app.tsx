// The page: header, canvas, and what happens beside it. Which dialog is open is the page's own business, and stands here.

import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useState } from "react";
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

export function App(): ReactNode {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const [dialog, setDialog] = useState<DialogRequest | null>(null);
  const isLoaded = useEditorState(({ topology }) => topology !== null);
  const unreachable = useEditorState((state) => state.unreachable);
  return (
    <DialogProvider value={setDialog}>
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
            {dialog !== null && <Dialogs request={dialog} onClose={() => setDialog(null)} />}
          </ReactFlowProvider>
        </div>
      ) : (
        <Waiting text={unreachable === null ? "Loading…" : `Waiting: ${unreachable}.`} />
      )}
      <Announcer />
    </DialogProvider>
  );
}
