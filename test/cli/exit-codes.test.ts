// The codes stand in three places that people rely on: the proto, the exit status of a command, and the page that explains them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { exitCodeOf, exitStatus } from "../../src/cli/exit-codes.ts";
import type { BusErrorCode } from "../../src/errors.ts";

interface DocumentedCode {
  readonly number: number;
  readonly travels: boolean;
  readonly exitStatus: number;
}

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
const PROTO = readFileSync(join(import.meta.dirname, "../../proto/decnet/bus/v1/code.proto"), "utf8");

/** Rows of the page's table: | `NAME` | number | yes or no | exit status | meaning | what to do |. */
const documented = new Map<string, DocumentedCode>();
for (const row of PAGE.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \| (\d+) \| [^|]+\S \| [^|]+\S \|$/gm)) {
  const [, name = "", number, travels, status] = row;
  documented.set(name, { number: Number(number), travels: travels === "yes", exitStatus: Number(status) });
}

const names = Object.keys(Code).filter((name) => name !== "OK" && Number.isNaN(Number(name))) as BusErrorCode[];

describe("docs/errors.md", () => {
  test("has a row for each code of the proto, in its order, and for nothing else", () => {
    expect([...documented.keys()]).toEqual(names);
    const declared = [...PROTO.matchAll(/^ {2}CODE_([A-Z_]+) = \d+;$/gm)].map(([, name]) => name);
    expect(["OK", ...documented.keys()]).toEqual(declared);
  });

  test.each(names)("gives %s the number and the exit status that it has", (name) => {
    expect(documented.get(name)).toMatchObject({ number: Code[name], exitStatus: exitCodeOf(name) });
  });

  test.each(names)("says rightly whether %s travels", (name) => {
    expect(documented.get(name)?.travels).toBe(Code[name] < 64);
  });

  test("explains every exit status that a code has", () => {
    const explained = new Set([...PAGE.matchAll(/^\| (\d+) \| [^|]+ \|$/gm)].map(([, status]) => Number(status)));
    expect([...new Set(names.map(exitCodeOf))].filter((status) => !explained.has(status))).toEqual([]);
    expect(explained).toEqual(new Set([0, 1, 2, 69, 70, 74, 77, 78, 130]));
  });
});

test("the help lists exit statuses one a line", () => {
  const rows = [
    [0, "done"],
    [130, "interrupted"],
  ] as const;
  expect(exitStatus(rows)).toBe("Exit status:\n0    done\n130  interrupted");
});
