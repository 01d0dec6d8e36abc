// npm run conformance:mutants -- [broker|client]
//
// Hunts every mutant and prints, as a table of Markdown, by which case it was caught, which requirement that case names, and what gave it
// away: a mutant that is caught for another reason than the one it was made for shows nothing. A survivor fails the run. The same hunts are tests (mutants.test.ts, client-mutants.test.ts).

import { CLIENT_MUTANTS } from "./client-mutants.ts";
import { hunt, type Mutation, type Side } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";

const ALL: Readonly<Record<Side, Readonly<Record<string, Mutation>>>> = { broker: MUTANTS, client: CLIENT_MUTANTS };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Without the place, which is that of the case; as a cell of a table. */
function shown(seen: string): string {
  const [line = ""] = seen.replace(/^\S+ \(step \d+, \w+\): /, "").split("\n");
  return `\`${line.length > 160 ? `${line.slice(0, 160)}…` : line}\``.replaceAll("|", "\\|");
}

const wanted = process.argv[2];
const sides = (["broker", "client"] as const).filter((side) => wanted === undefined || wanted === side);
if (sides.length === 0) {
  process.stderr.write(`mutants: there are none of ${wanted}; say broker, client, or nothing\n`);
  process.exit(2);
}

let caught = 0;
const survivors: string[] = [];
say("| a … that | caught by | which asks for | seen as |\n|---|---|---|---|");
for (const side of sides) {
  for (const [name, mutant] of Object.entries(ALL[side])) {
    const [id, requirement] = mutant.caught;
    const { survived, seen } = await hunt(side, name, mutant);
    if (survived === undefined) caught++;
    else survivors.push(`${side} that ${name}: ${survived}`);
    say(`| ${side} that ${name} | ${survived === undefined ? id : "**nobody**"} | ${requirement} | ${shown(seen)} |`);
  }
}
say(`\n${caught} caught, ${survivors.length} survived`);
for (const survivor of survivors) process.stderr.write(`\n${survivor}\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;
