// One run: the storm, then the standstill, each on a stage of its own.

import type { Finding, StageOptions } from "./stage.ts";
import { Stage } from "./stage.ts";
import { Standstill, type StandstillOptions, type StandstillReport } from "./standstill.ts";
import { Storm, type StormOptions, type StormReport } from "./storm.ts";

export interface ChaosOptions extends StageOptions {
  readonly seed: number;
  /** Absent: none. */
  readonly storm?: Omit<StormOptions, "seed"> | undefined;
  readonly standstill?: StandstillOptions | undefined;
}

export interface ChaosReport {
  readonly seed: number;
  readonly storm: StormReport | undefined;
  readonly standstill: StandstillReport | undefined;
  readonly findings: readonly Finding[];
}

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed } = options;
  const findings: Finding[] = [];
  let storm: StormReport | undefined;
  let standstill: StandstillReport | undefined;
  if (options.storm !== undefined) {
    const stage = new Stage(options);
    const play = new Storm({ ...options.storm, seed }, stage);
    await stage.run("storm", () => play.run());
    storm = play.report;
    findings.push(...stage.findings);
  }
  if (options.standstill !== undefined) {
    const stage = new Stage(options);
    const play = new Standstill(options.standstill, stage);
    await stage.run("stopped broker", () => play.run());
    standstill = play.report;
    findings.push(...stage.findings);
  }
  return { seed, storm, standstill, findings };
}
