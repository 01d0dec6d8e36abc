// `npm run test:chaos`: the daemon is killed and restarted under many clients, then stopped under a publisher at full speed.
// Progress goes to stderr, the summary to stdout.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportLines } from "./report.ts";
import { runChaos } from "./run.ts";

const HELP = `Kills and restarts the built daemon under clients, stops it under a publisher, and keeps account of every event.

  node test/chaos/main.ts [--cycles 100] [--clients 20] [--stopped-seconds 60] [--seed N] [--json]

  --cycles N           kills of the daemon, each with a restart; 0: leave this part out
  --clients N          in four processes
  --stopped-seconds N  for how long the daemon is stopped; 0: leave this part out
  --seed N             for the moments of the kills and the bursts of the clients; default: a new one
  --json               the report as JSON on stdout
  --help

Examples:

  node test/chaos/main.ts                                    everything, some fifteen minutes
  node test/chaos/main.ts --cycles 5 --stopped-seconds 5     a first look
  node test/chaos/main.ts --cycles 0 --stopped-seconds 60    only the stopped broker
  node test/chaos/main.ts --seed 4711 --json > report.json   with the seed of a finding

Exit status: 0 nothing was found, 1 something was, 2 what was asked for makes no sense.
`;

const PROCESSES = 4;
/** A client waits up to five seconds between two attempts, and one may fail while the daemon starts; the rest is for a busy machine. */
const BACK_LIMIT_MS = 30_000;
/** Long enough for the heap of the publisher to find its size. */
const RUN_SECONDS = 5;
const TURN_LIMIT_MS = 20;
/** Mostly for what the heap of the publisher has not found of its size when the broker stops. */
const ALLOWANCE_BYTES = 96 << 20;
const STANDSTILL = {
  runSeconds: RUN_SECONDS,
  turnLimitMs: TURN_LIMIT_MS,
  allowanceBytes: ALLOWANCE_BYTES,
  limitMs: BACK_LIMIT_MS,
};

const asked = read();
if (asked === undefined) process.stdout.write(HELP);
else if (typeof asked === "string") {
  process.stderr.write(`${asked}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const { seed, cycles, clients, stoppedSeconds, json } = asked;
  const end = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end.abort(new Error("interrupted")));
  say(`Seed ${seed}.`);
  const report = await runChaos({
    seed,
    daemon: [join(import.meta.dirname, "../../bin/decnet.js"), "bus", "--group", "", "--heartbeat", "0"],
    storm: cycles === 0 ? undefined : { cycles, clients, processes: PROCESSES, backLimitMs: BACK_LIMIT_MS },
    standstill: stoppedSeconds === 0 ? undefined : { ...STANDSTILL, stoppedSeconds },
    signal: end.signal,
    progress: say,
  });
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : `${reportLines(report).join("\n")}\n`);
  process.exitCode = report.findings.length === 0 ? 0 : 1;
}

interface Asked {
  readonly seed: number;
  readonly cycles: number;
  readonly clients: number;
  readonly stoppedSeconds: number;
  readonly json: boolean;
}

/** Undefined: help. A text: what is wrong. */
function read(): Asked | string | undefined {
  try {
    const { values } = parseArgs({
      options: {
        cycles: { type: "string", default: "100" },
        clients: { type: "string", default: "20" },
        "stopped-seconds": { type: "string", default: "60" },
        seed: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return undefined;
    return {
      seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : wholeNumber("--seed", values.seed, 0),
      cycles: wholeNumber("--cycles", values.cycles, 0),
      clients: wholeNumber("--clients", values.clients, 1),
      stoppedSeconds: wholeNumber("--stopped-seconds", values["stopped-seconds"], 0),
      json: values.json,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeNumber(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`${flag} is ${text}; give a whole number, ${least} or more.`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
