// Installing the bus as a service, and taking it away again: plan, show, change, run. Whoever calls it prints.

import { join } from "node:path";
import { type Change, makeChange } from "./change.ts";
import { checkProgram } from "./check-program.ts";
import type { Program } from "./files.ts";
import { type Plan, planInstall, type Step } from "./plan-install.ts";
import { planUninstall } from "./plan-uninstall.ts";
import { checkSystemd, runSteps } from "./run-steps.ts";

export type { Change } from "./change.ts";
export type { Step } from "./plan-install.ts";

export interface InstallOptions {
  /** "" for this host, or the folder that stands for the root of another. */
  readonly prefix: string;
  /** Show, and change nothing. */
  readonly dryRun: boolean;
  /** Also run the commands that start, or stop, the bus. */
  readonly now: boolean;
  /** What the service shall run. Default: what runs this. */
  readonly program?: Program;
}

export interface InstallObserver {
  /** Before anything is changed: all of it. */
  planned(changes: readonly Change[]): void;
  /** A command is about to run. */
  running(step: Step): void;
  /** At the end: the commands that somebody still has to run. */
  remaining(steps: readonly Step[]): void;
}

/**
 * Writes what is missing or differs; what is as it shall be is not touched.
 * @throws BusError INVALID_CONFIG, PERMISSION_DENIED, UNAVAILABLE. What was done before it stays; the next try goes on from there.
 */
export function install({ program = thisProgram(), ...options }: InstallOptions, observer: InstallObserver): void {
  carryOut(planInstall(program, options.prefix), options, observer, () => checkProgram(program));
}

/**
 * Removes what `install` wrote. An edited bus.env stays, and so do the user and the group, to whom files may belong.
 * @throws BusError as `install` does.
 */
export function uninstall({ program = thisProgram(), ...options }: InstallOptions, observer: InstallObserver): void {
  carryOut(planUninstall(program, options.prefix), options, observer, () => {});
}

function carryOut(plan: Plan, { dryRun, now }: InstallOptions, observer: InstallObserver, check: () => void): void {
  observer.planned(plan.changes);
  // Also without a change: a dry run that succeeds shall mean that the real one does.
  check();
  if (now && !dryRun) checkSystemd();
  const run = (steps: readonly Step[]): void =>
    now && !dryRun ? runSteps(steps, (step) => observer.running(step)) : undefined;
  run(plan.before);
  if (!dryRun) plan.changes.forEach(makeChange);
  run(plan.after);
  observer.remaining(now && !dryRun ? [] : plan.byHand);
}

function thisProgram(): Program {
  return { node: process.execPath, script: join(import.meta.dirname, "../../bin/decnet.js") };
}
