// `npm run test:fuzz`: the daemon as it is shipped, under attack for some minutes.
//
//   node test/fuzz/main.ts [--minutes 10] [--seed N] [--only ATTACK] [--json FILE]
//
// Exit status 0 if nothing was found. What was found is printed with the seed, which repeats what every attacker does.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ATTACKS } from "./attacks/index.ts";
import { runCampaign } from "./campaign.ts";
import { reportLines } from "./report.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    only: { type: "string" },
    json: { type: "string" },
  },
});

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : numberOf("--seed", values.seed);
const minutes = numberOf("--minutes", values.minutes);
const names = Object.values(ATTACKS).flatMap((attacks) => attacks.map(({ name }) => name));
if (values.only !== undefined && !names.includes(values.only)) throw new Error(`--only is one of: ${names.join(", ")}`);

const end = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end.abort());
print(`Seed ${seed}, ${minutes} minutes.`);
const report = await runCampaign({
  seed,
  daemon: [join(import.meta.dirname, "../../bin/decnet.js"), "bus", "--group", "", "--heartbeat", "1"],
  budget: { minutes },
  patience: 1,
  only: values.only,
  signal: end.signal,
  progress: print,
});
print("");
for (const line of reportLines(report)) print(line);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
process.exitCode = report.findings.length === 0 ? 0 : 1;

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new Error(`${flag} is ${text}; give a number`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
