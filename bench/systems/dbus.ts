// dbus-daemon as a bus of its own, for its start alone: it carries calls between programs, and is no broker to publish to.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Launch } from "../processes.ts";
import { versionOf } from "./system.ts";

export const dbus = {
  name: "dbus-daemon",
  launch: (folder: string): Launch => {
    const path = join(folder, "dbus.sock");
    const file = join(folder, "dbus.conf");
    const policy = '<policy context="default"><allow send_destination="*"/><allow own="*"/></policy>';
    writeFileSync(
      file,
      `<busconfig><type>session</type><listen>unix:path=${path}</listen><auth>EXTERNAL</auth>${policy}</busconfig>\n`,
    );
    const args = [`--config-file=${file}`, "--nofork", "--nopidfile", "--nosyslog"];
    return { command: "dbus-daemon", args, endpoint: { path } };
  },
};

export function dbusVersion(): string | undefined {
  return versionOf("dbus-daemon", "--version", /Daemon (\S+)/u);
}
