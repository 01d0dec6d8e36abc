// docs/cli.md against the commands: the table of commands names all that there are for a bus that runs, and each line of JSON has the
// fields that the page gives it, in the same order.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Config } from "@oclif/core";
import { type RunningBroker, startBroker } from "decnet-bus/broker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missedJson } from "../../src/cli/tap-line.ts";
import { topInLines } from "../../src/cli/top/run-top.ts";
import { eventOf } from "../support/broker-harness.ts";
import { openPeer } from "../support/real-peer.ts";
import { ROOT, runCommand, startCommand } from "../support/run-command.ts";

const PAGE = readFileSync(join(ROOT, "docs/cli.md"), "utf8");
const [COMMANDS = "", JSON_LINES = ""] = PAGE.split("\n## JSON\n");

let folder: string;
let socket: string;
let broker: RunningBroker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "decnet-"));
  socket = join(folder, "bus.sock");
  broker = await startBroker({ socket, group: "", heartbeatS: 0 });
  const file = join(folder, "some.rec");
  await following("record", file, "lab.x", "--count", "1");
});

afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});

/** What a command prints. */
async function printed(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await runCommand(["bus", ...args, "--json"], { env: { DECNET_BUS_SOCKET: socket } });
  return stdout.trimEnd().split("\n");
}

/** What one prints that follows the bus, on which an event comes as soon as it does. */
async function following(...args: readonly string[]): Promise<string[]> {
  await using command = startCommand(["bus", ...args, "--json"], { env: { DECNET_BUS_SOCKET: socket } });
  await command.stderr.has("decnet: ");
  const publisher = await openPeer(socket);
  publisher.send(eventOf("lab.x"));
  await publisher.fence();
  publisher.destroy();
  return (await command.ended).stdout.trimEnd().split("\n");
}

async function away(): Promise<string[]> {
  const other = join(folder, "other.sock");
  const gone = await startBroker({ socket: other, group: "", heartbeatS: 0 });
  const lines: string[] = [];
  const end = new AbortController();
  const print = (line: string): void => {
    lines.push(line);
    if (line.includes('"away"')) end.abort();
    else void gone.stop();
  };
  await topInLines({ socket: other, interval: 0.1, json: true, utc: true, signal: end.signal, print, note: () => {} });
  return lines.slice(-1);
}

const recording = (): string => join(folder, "some.rec");
/** By what stands in the first column, and the kind of the line. */
const LINES: Readonly<Record<string, () => Promise<string[]> | string[]>> = {
  "status status": () => printed("status"),
  "top status": () => printed("top", "--count", "1"),
  "top away": away,
  "status --check": () => printed("status", "--check"),
  "tap event": () => following("tap", "lab.x", "--count", "1"),
  "tap missed": () => [missedJson({ count: 1, topics: new Map(), truncated: false })],
  "tap --stats topic": () => following("tap", "lab.x", "--stats", "--count", "1"),
  "tap --stats total": async () => (await following("tap", "lab.x", "--stats", "--count", "1")).slice(-1),
  sub: () => following("sub", "lab.x", "--count", "1"),
  pub: () => printed("pub", "lab.x", "{}", "--free-form"),
  who: () => printed("who", "lab.x"),
  topics: () => printed("topics"),
  "ping ping": () => printed("ping", "--count", "1"),
  "ping summary": async () => (await printed("ping", "--count", "1")).slice(-1),
  doctor: () => printed("doctor"),
  record: () => following("record", join(folder, "other.rec"), "lab.x", "--count", "1"),
  "replay replayed": () => printed("replay", recording()),
  "replay --dry-run recording": () => printed("replay", recording(), "--dry-run"),
};

/** A key of LINES, and the fields that the page names; `…` where it leaves some out. */
const ROWS = JSON_LINES.split("\n").flatMap((row): [string, string[]][] => {
  const [, commands, objects] = /^\| (`.*?) \| (.*) \|$/.exec(row) ?? [];
  if (commands === undefined || objects === undefined) return [];
  return [...objects.matchAll(/`\{(.*?)\}+`/g)].flatMap(([, object]) => {
    // What is within a field is the field's.
    const fields = object!
      .replaceAll(/: \{.*/g, "")
      .replaceAll(/: (?:true|"\w+")/g, "")
      .split(", ");
    const [, kind] = /^kind: "(\w+)"/.exec(object!) ?? [];
    return [...commands.matchAll(/`(.*?)`/g)].map(([, command]): [string, string[]] => [
      kind === undefined ? command! : `${command} ${kind}`,
      fields,
    ]);
  });
});

test("names every command for a bus that runs", async () => {
  const config = await Config.load(ROOT);
  const others = ["bus:conformance", "bus:install", "bus:uninstall"];
  const wanted = config.commandIDs.filter((id) => id.startsWith("bus:") && !others.includes(id));
  const named = [...COMMANDS.matchAll(/^\| `decnet (bus \w+)/gm)].map(([, name]) => name!.replace(" ", ":"));
  expect(named.toSorted()).toEqual(wanted.toSorted());
});

describe("a line of JSON", () => {
  test("is in the table, each kind of it", () => {
    expect(ROWS.map(([key]) => key).toSorted()).toEqual(Object.keys(LINES).toSorted());
  });

  test.each(ROWS)("of %s has the fields %j", async (key, fields) => {
    const [line] = await LINES[key]!();
    const found = Object.keys(JSON.parse(line!) as object);
    const gap = fields.indexOf("…");
    const [first, last] = gap < 0 ? [fields, []] : [fields.slice(0, gap), fields.slice(gap + 1)];
    expect(gap < 0 ? found : found.slice(0, first.length)).toEqual(first);
    expect(gap < 0 ? [] : found.slice(-last.length)).toEqual(last);
  });
});
