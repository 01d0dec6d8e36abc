import type { ReactNode } from "react";
import { useEditorState } from "../editor-context.tsx";

/** LIVE exactly while events can reach this page; else what it does instead. */
export function ConnectionBadge(): ReactNode {
  const connection = useEditorState((state) => state.connection);
  const unreachable = useEditorState((state) => state.unreachable);
  const isLive = connection === "live";
  const hint = unreachable ?? (isLive ? "pushed by the bus" : "polling every 2 s");
  return (
    <div
      className={`connection connection-${connection} ${unreachable === null ? "" : "is-troubled"}`}
      data-testid="connection"
    >
      <span className="connection-hint">{hint}</span>
      <span className="connection-badge">
        <span className="connection-dot" aria-hidden="true" />
        {isLive ? "LIVE" : "CONNECTING…"}
      </span>
    </div>
  );
}
