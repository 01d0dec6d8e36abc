// The commands around an installation: told to the operator, or run for them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { BusError } from "../errors.ts";
import type { Step } from "./plan-install.ts";

/** It exists where systemd is what started the system. */
const SYSTEMD_RUNS = "/run/systemd/system";

/** @throws BusError UNAVAILABLE where there is no systemd to ask. */
export function checkSystemd(): void {
  if (existsSync(SYSTEMD_RUNS)) return;
  throw new BusError(
    "UNAVAILABLE",
    "systemd does not run this system, so nothing can be started. Leave --now away to write the files only.",
  );
}

/**
 * Runs them in order, and tells each before it runs.
 * @throws BusError UNAVAILABLE with what the first that fails has said; those after it have not been run.
 */
export function runSteps(steps: readonly Step[], tell: (step: Step) => void): void {
  for (const step of steps) {
    tell(step);
    const [command = "", ...args] = step;
    const { status, signal, error, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status === 0) continue;
    const why = error?.message ?? `ended with ${status ?? signal}: ${stderr.trim()}`;
    const ways = "Correct that, and run this again; what is done already stays.";
    throw new BusError("UNAVAILABLE", `\`${step.join(" ")}\` ${why} ${ways}`);
  }
}
