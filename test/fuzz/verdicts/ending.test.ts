import { expect, test } from "vitest";
import { type Ending, endingFindings } from "./ending.ts";

const GOOD: Ending = {
  openFilesBefore: 27,
  openFilesAfter: 27,
  exit: { code: 0, signal: null },
  stopMs: 100,
  socketFileLeft: false,
};

test("an end in order is no finding", () => {
  expect(endingFindings(GOOD)).toEqual([]);
  expect(endingFindings({ ...GOOD, openFilesAfter: 26 })).toEqual([]);
});

test.each([
  [
    "files that stay open",
    { openFilesAfter: 28 },
    "28 files were open when all attackers had left; 27 before they came",
  ],
  ["an exit status", { exit: { code: 1, signal: null } }, "the daemon ended with 1"],
  ["a signal", { exit: { code: null, signal: "SIGSEGV" } }, "the daemon ended with SIGSEGV"],
  ["no end", { exit: undefined }, "the daemon did not end within 2000 ms of SIGTERM"],
  ["a late end", { stopMs: 2_001 }, "the daemon took 2001 ms to end; it has 2000"],
  ["a socket file", { socketFileLeft: true }, "the socket file was left behind"],
] as const)("%s is a finding", (_what, change, finding) => {
  expect(endingFindings({ ...GOOD, ...change })).toEqual([finding]);
});
