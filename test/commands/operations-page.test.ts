// docs/operations.md says what an operator can set: what the code says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grouped } from "../../src/cli/quantity.ts";
import { SETTABLE_LIMITS, type SettableLimitName } from "../../src/daemon/checked-limits.ts";
import { LIMIT_VARIABLES } from "../../src/daemon/config-file.ts";
import { LOG_LEVELS } from "../../src/daemon/log-levels.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import { ROOT } from "../support/run-command.ts";

const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");

test.each(Object.keys(SETTABLE_LIMITS) as SettableLimitName[])(
  "the page has flag, variable and default of %s",
  (name) => {
    const beginning = `| \`--${SETTABLE_LIMITS[name].flag}\` | \`${LIMIT_VARIABLES[name]}\` | ${grouped(DEFAULT_LIMITS[name])}`;
    expect(page.split("\n").find((line) => line.startsWith(beginning))).toBeDefined();
  },
);

test("the page has all levels of the log", () => {
  expect(page).toContain(LOG_LEVELS.map((level) => `\`${level}\``).join(", "));
});
