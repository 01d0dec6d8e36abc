// What systemd says of the bus, if systemd runs this host.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { Unit } from "./facts.ts";

/** As sd_booted(3) has it. */
const BOOTED_WITH_SYSTEMD = "/run/systemd/system";

/** One that hangs must not hang us. */
const TIMEOUT_MS = 3_000;

const PROPERTIES = ["Id", "LoadState", "ActiveState", "UnitFileState", "MainPID", "Result", "NRestarts"];

export async function busUnits(): Promise<{ service: Unit; socket: Unit } | undefined> {
  if (!existsSync(BOOTED_WITH_SYSTEMD)) return undefined;
  const args = ["show", "decnet-bus.service", "decnet-bus.socket", "--no-pager", `--property=${PROPERTIES.join(",")}`];
  try {
    const { stdout } = await promisify(execFile)("systemctl", args, { timeout: TIMEOUT_MS });
    const [service, socket] = unitsIn(stdout);
    return service === undefined || socket === undefined ? undefined : { service, socket };
  } catch {
    return undefined;
  }
}

/** A paragraph for each unit, a line for each property. */
export function unitsIn(show: string): Unit[] {
  return show
    .trim()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => {
      const of = (name: string): string => new RegExp(`^${name}=(.*)$`, "m").exec(paragraph)?.[1] ?? "";
      return {
        id: of("Id"),
        load: of("LoadState"),
        active: of("ActiveState"),
        enabled: of("UnitFileState"),
        mainPid: Number(of("MainPID")),
        result: of("Result"),
        restarts: Number(of("NRestarts")),
      };
    });
}
