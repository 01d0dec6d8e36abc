// The page begins: which topology (?topology=maze, or else the first that there is), and then the editor for it.

import "@xyflow/react/dist/style.css";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/canvas.css";
import "./styles/panels.css";
import "./styles/dialogs.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { EditorProvider } from "./editor-context.tsx";
import { listTopologies } from "./net/api.ts";
import { startEditor } from "./net/editor.ts";
import { Waiting } from "./parts/waiting.tsx";
import { applyTheme, storedTheme } from "./theme.ts";

const TRY_AGAIN_MS = 1_000;

applyTheme(storedTheme());
const root = createRoot(document.getElementById("page")!);
const topologyId = new URLSearchParams(location.search).get("topology") ?? (await firstTopology());
const editor = startEditor(topologyId, new AbortController().signal);
root.render(
  <EditorProvider value={editor}>
    <App />
  </EditorProvider>,
);

/** Waits for the API if it has to. */
async function firstTopology(): Promise<string> {
  for (;;) {
    try {
      const { topologies } = await listTopologies();
      if (topologies[0] !== undefined) return topologies[0].id;
      root.render(<Waiting text="There is no topology yet." />);
    } catch (error) {
      root.render(<Waiting text={`Waiting: ${error instanceof Error ? error.message : String(error)}.`} />);
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}
