// What a script may rely on: commands, arguments, flags, defaults, examples, exit statuses. A change here is a change for users, and
// belongs into the changelog.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Config } from "@oclif/core";
import { describe, expect, test } from "vitest";
import { ROOT, runCommand } from "../support/run-command.ts";

const config = await Config.load(ROOT);
const commands = config.commands
  .filter(({ id }) => id.startsWith("bus"))
  .toSorted((one, other) => one.id.localeCompare(other.id));

test("the surface is the one that was agreed on; `npm run test:unit -- -u test/commands/surface` agrees on a new one", async () => {
  const surface = commands.map((command) => describeCommand(command).join("\n")).join("\n\n");
  await expect(`${surface}\n`).toMatchFileSnapshot(join(import.meta.dirname, "surface.snapshot.txt"));
});

test("there are no other commands than help", () => {
  expect(config.commandIDs.filter((id) => !id.startsWith("bus"))).toEqual(["help"]);
});

describe.each(commands.map(({ id }) => [id.replaceAll(":", " ")]))("decnet %s --help", (id) => {
  test("has usage, all flags, examples and exit statuses, and is no failure", async () => {
    const { code, stdout, stderr } = await runCommand([...id.split(" "), "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`$ decnet ${id}`);
    const flags = Object.keys(config.findCommand(id.replaceAll(" ", ":"))!.flags);
    for (const part of ["USAGE", "EXAMPLES", "Exit status:\n  0   "]) expect(stdout).toContain(part);
    expect(stdout.includes("FLAGS")).toBe(flags.length > 0);
    for (const flag of flags) expect(stdout).toContain(`--${flag}`);
  });

  test("has no line that a terminal of 80 columns would break", async () => {
    const { stdout } = await runCommand([...id.split(" "), "--help"]);
    const statuses = stdout.split("Exit status:")[1]!.split("EXAMPLES")[0]!;
    expect(statuses).toMatch(/^(?:\n {2}\d+ +\S.*)+\s*$/);
  });

  test("names no exit status that docs/errors.md does not explain", () => {
    const page = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
    const { description = "" } = config.findCommand(id.replaceAll(" ", ":"))!;
    const statuses = [...description.matchAll(/^(\d+) {2,}\S/gm)].map(([, status]) => status);
    expect(statuses.length).toBeGreaterThan(1);
    for (const status of statuses) expect(page).toMatch(new RegExp(`^\\| ${status} \\| `, "m"));
  });
});

function describeCommand({ id, summary, args, flags, strict }: Command.Loadable): string[] {
  return [
    `decnet ${id.replaceAll(":", " ")}: ${summary}`,
    ...Object.values(args).map(
      (arg) => `  ${arg.name}${arg.required ? "" : "?"}${arg.multiple ? "..." : ""}: ${arg.description}`,
    ),
    ...Object.values(flags)
      .toSorted((one, other) => one.name.localeCompare(other.name))
      .map((flag) => `  ${describeFlag(flag)}`),
    ...(strict === false ? ["  and anything else"] : []),
  ];
}

function describeFlag(flag: Command.Flag.Cached): string {
  const names = [flag.name, ...(flag.aliases ?? [])].map((name) => `--${name}`);
  const short = flag.char === undefined ? [] : [`-${flag.char}`];
  const value = flag.type === "option" ? `=${flag.helpValue?.toString() ?? "VALUE"}${flag.multiple ? "..." : ""}` : "";
  const preset = flag.default === undefined ? "" : ` [${JSON.stringify(flag.default)}]`;
  return `${[...names, ...short].join(", ")}${value}${preset}: ${flag.description ?? flag.summary ?? ""}`;
}
