import type { ReactNode } from "react";
import { useEditorState } from "../editor-context.tsx";

/** What a screen reader says when a mutation of this page has ended, and when the connection comes or goes. Traffic stays unsaid. */
export function Announcer(): ReactNode {
  const { turn, text } = useEditorState(({ said }) => said);
  return (
    <output className="unseen" aria-live="polite" data-testid="announcer">
      <span key={turn}>{text}</span>
    </output>
  );
}
