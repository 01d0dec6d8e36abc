// Drawn on a grid of 24, in the colour of the text. They say nothing to a screen reader: the text beside them does.

import type { ReactNode } from "react";

const PATHS = {
  lan: "M4 5h16v5H4zM4 14h16v5H4zM8 7.5h.01M8 16.5h.01M12 10v4",
  decky: "M6 4h12v16H6zM9 8h6M9 12h6M12 16.5h.01",
  refresh: "M20 11a8 8 0 1 0-2.3 6.2M20 5v6h-6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  rename: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  remove: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  close: "M6 6l12 12M18 6 6 18",
  attacker: "M12 3v4M12 17v4M3 12h4M17 12h4M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 12h.01",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M7 7l10 10M17 7 7 17",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.2l2.8 1.8",
  send: "M4 12h14M13 7l5 5-5 5",
  gear: "M12 4v3M12 17v3M4 12h3M17 12h3M6.3 6.3l2.1 2.1M15.6 15.6l2.1 2.1M17.7 6.3l-2.1 2.1M8.4 15.6l-2.1 2.1",
  web: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 12h17M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18",
  terminal: "M4 5h16v14H4zM7.5 9.5l3 2.5-3 2.5M12.5 15h4",
  mail: "M4 6h16v12H4zM4.5 6.5 12 13l7.5-6.5",
  files: "M4 6h6l2 2.5h8V18H4z",
  screen: "M4 5h16v10.5H4zM8.5 19.5h7M12 15.5v4",
  machine: "M4 19V10l5 3V10l5 3V5h6v14zM8 16.5h.01M12 16.5h.01M16 16.5h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

const OF_SERVICE: Readonly<Record<string, IconName>> = {
  http: "web",
  https: "web",
  ssh: "terminal",
  telnet: "terminal",
  smtp: "mail",
  imap: "mail",
  pop3: "mail",
  smb: "files",
  ftp: "files",
  nfs: "files",
  rdp: "screen",
  vnc: "screen",
  modbus: "machine",
  s7: "machine",
  opcua: "machine",
};

/** For the first service that has one. */
export function iconFor(services: readonly string[]): IconName {
  const known = services.find((service) => Object.hasOwn(OF_SERVICE, service));
  return known === undefined ? "decky" : OF_SERVICE[known]!;
}
