// DEBIAN/control, and Debian's changelog: what dpkg and apt know of the package.

import type { Architecture } from "./architecture.ts";
import { readManifest } from "./manifest.ts";

interface Control {
  readonly root: string;
  readonly version: string;
  readonly architecture: Architecture;
  readonly installedBytes: number;
}

const KIB = 1024;
/** What the pinned Node is linked with (`ldd`); its versions are those that Node's own builds ask for. */
const NODE_NEEDS = ["libc6 (>= 2.28)", "libstdc++6 (>= 8)", "libgcc-s1"];
/** sysusers, tmpfiles, systemd-notify; a socket unit with all that ours says. */
const SERVICE_NEEDS = ["systemd (>= 247)", "procps"];

/** Who answers for the package: as Debian's own tools are told it. */
function maintainer({ DEBFULLNAME = "decnet-bus", DEBEMAIL = "root@localhost" } = process.env): string {
  return `${DEBFULLNAME} <${DEBEMAIL}>`;
}

export function controlText({ root, version, architecture, installedBytes }: Control): string {
  const fields = {
    Package: "decnet-bus",
    Version: version,
    Architecture: architecture.debian,
    Maintainer: maintainer(),
    "Installed-Size": Math.ceil(installedBytes / KIB),
    Depends: [...NODE_NEEDS, ...SERVICE_NEEDS].join(", "),
    Section: "net",
    Priority: "optional",
    Description: `event bus of this host for the workers of DECNET\n ${readManifest(root).description}\n .\n It brings its own Node. A restart or an upgrade refuses no connection: systemd keeps the socket.`,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

/** What has changed stands in the project's own; Debian's policy wants one of the package too. */
export function debianChangelog(version: string, sourceDate: number): string {
  const date = new Date(sourceDate * 1_000).toUTCString().replace("GMT", "+0000");
  return `decnet-bus (${version}) stable; urgency=medium\n\n  * See changelog.gz.\n\n -- ${maintainer()}  ${date}\n`;
}
