// One process of attackers. Started by the campaign with the group that it is to run; it ends with whoever started it.

import { setMaxListeners } from "node:events";
import { runAttack } from "./attack.ts";
import { ATTACKS } from "./attacks/index.ts";
import { newTally } from "./hostile-peer.ts";
import type { AttackerArguments } from "./messages.ts";

const TALLY_MS = 1_000;

const { group, only, rounds = Number.POSITIVE_INFINITY, ...common } = JSON.parse(process.argv[2]!) as AttackerArguments;
const attacks = ATTACKS[group]!.filter(({ name }) => only === undefined || name === only);
const tallies = Object.fromEntries(attacks.map(({ name }) => [name, newTally()]));

const end = new AbortController();
// Each connection's round listens.
setMaxListeners(0, end.signal);
process.once("message", () => end.abort());
process.once("disconnect", () => process.exit(1));
const telling = setInterval(() => process.send!(tallies), TALLY_MS);

await Promise.all(
  attacks.map((attack) => runAttack(attack, { ...common, rounds, signal: end.signal }, tallies[attack.name])),
);
clearInterval(telling);
process.send!(tallies, () => process.exit(0));
