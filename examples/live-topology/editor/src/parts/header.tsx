import type { ReactNode } from "react";
import { useEditor, useEditorState } from "../editor-context.tsx";
import { applyTheme, nextTheme, type Theme } from "../theme.ts";
import { ConnectionBadge } from "./connection-badge.tsx";
import { Icon, type IconName } from "./icons.tsx";

interface HeaderProps {
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

/** What it is, how it is, and whether what is shown is live. */
export function Header({ theme, onTheme }: HeaderProps): ReactNode {
  const { refresh } = useEditor();
  const isRefreshing = useEditorState(({ refreshing }) => refreshing);
  return (
    <header className="header">
      <img className="logo" src="/icon.svg" alt="" width={30} height={30} />
      <TopologyTitle />
      <div className="header-tools">
        <ConnectionBadge />
        <button type="button" className="button" onClick={refresh} aria-busy={isRefreshing}>
          <Icon name="refresh" />
          REFRESH
        </button>
        <ThemeButton theme={theme} onTheme={onTheme} />
      </div>
    </header>
  );
}

function TopologyTitle(): ReactNode {
  const topology = useEditorState((state) => state.topology);
  if (topology === null) return <h1 className="title">Live topology</h1>;
  const { name, state, reason, version } = topology;
  return (
    <div className="title-block">
      <h1 className="title">{name}</h1>
      <span className={`chip chip-${state}`} title={reason}>
        {state}
        <span className="unseen">{reason}</span>
      </span>
      {reason !== "" && (
        <span className="title-reason" aria-hidden="true" title={reason}>
          {reason}
        </span>
      )}
      <span className="title-version" title="Mutations that were applied">
        version <output data-testid="version">{version}</output>
      </span>
    </div>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

function ThemeButton({ theme, onTheme }: HeaderProps): ReactNode {
  const next = nextTheme(theme);
  const change = (): void => {
    applyTheme(next);
    onTheme(next);
  };
  return (
    <button
      type="button"
      className="button button-icon"
      onClick={change}
      aria-label={`Colours: ${theme}. Change to ${next}`}
      title={`Colours: ${theme}`}
    >
      <Icon name={THEME_ICONS[theme]} />
    </button>
  );
}
