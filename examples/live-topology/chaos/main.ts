// `npm run test:example-chaos`: a thousand mutations by four clients, while bus, API and mutators are killed at random. Ends with 1 if one
// of them was lost, or done twice, or in another order.
//
//   --mutations N   default 1000       --clients N     default 4
//   --seed N        default: the time  --kill-every-ms N   mean, default 300

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exitWhenTold } from "../until-told.ts";
import { runStorm } from "./storm.ts";

const { values } = parseArgs({
  options: {
    mutations: { type: "string", default: "1000" },
    clients: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    "kill-every-ms": { type: "string", default: "300" },
  },
});
const numbers = {
  mutations: Number(values.mutations),
  clients: Number(values.clients),
  seed: Number(values.seed),
  killEveryMs: Number(values["kill-every-ms"]),
};
for (const [flag, number] of Object.entries(numbers)) {
  if (!Number.isInteger(number) || number < 1) throw new Error(`${flag}: give a whole number, at least 1.`);
}

const folder = mkdtempSync(join(tmpdir(), "decnet-storm-"));
exitWhenTold();
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
console.log(`seed ${numbers.seed}`);
const result = await runStorm({ folder, ...numbers, say: (line) => console.log(line) });
const kills = Object.entries(result.kills).map(([name, count]) => `${name} ${count}`);
console.log(`${result.posted} mutations by ${numbers.clients} clients in ${result.seconds.toFixed(1)} s`);
console.log(`killed: ${kills.join(", ") || "nobody"}`);
console.log(`posts that were said again: ${result.retries}; mutations that were claimed again: ${result.claimedAgain}`);
console.log(
  `${result.applied} applied, ${result.failed} failed, ${result.posted - result.applied - result.failed} open`,
);
for (const fault of result.faults) console.log(`FAULT: ${fault}`);
console.log(result.faults.length === 0 ? "every mutation ended exactly once, in its turn" : "not as it should be");
if (result.faults.length > 0) process.exitCode = 1;
