// npm run conformance:mutants -- [broker|client]
//
// Hunts every mutant and prints, as a table of Markdown, by which case it was caught and which requirement that case names. A survivor
// fails the run. The same hunts are tests (mutants.test.ts, client-mutants.test.ts).

import { CLIENT_MUTANTS } from "./client-mutants.ts";
import { hunt, type Mutation, type Side } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";

const ALL: Readonly<Record<Side, Readonly<Record<string, Mutation>>>> = { broker: MUTANTS, client: CLIENT_MUTANTS };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const wanted = process.argv[2];
const sides = (["broker", "client"] as const).filter((side) => wanted === undefined || wanted === side);
if (sides.length === 0) {
  process.stderr.write(`mutants: there are none of ${wanted}; say broker, client, or nothing\n`);
  process.exit(2);
}

let caught = 0;
const survivors: string[] = [];
say("| a … that | caught by | which asks for |\n|---|---|---|");
for (const side of sides) {
  for (const [name, mutant] of Object.entries(ALL[side])) {
    const [id, requirement] = mutant.caught;
    const survived = await hunt(side, name, mutant);
    if (survived === undefined) caught++;
    else survivors.push(`${side} that ${name}: ${survived}`);
    say(`| ${side} that ${name} | ${survived === undefined ? id : "**nobody**"} | ${requirement} |`);
  }
}
say(`\n${caught} caught, ${survivors.length} survived`);
for (const survivor of survivors) process.stderr.write(`\n${survivor}\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;
