import { expect, test } from "vitest";
import type { GuestReport } from "../messages.ts";
import { guestFindings } from "./guests.ts";

const STATUS = { connections: 1, patterns: 1, clients: ["subscriber: a.b"] };
const PAIR = { name: "raw", published: 2, received: 2, dropped: 0, gaps: 0, p50Ms: 1, p99Ms: 1, maxMs: 1 };
const WITNESS = { name: "library", matched: 2, received: 2, dropped: 0 };
const GOOD: GuestReport = {
  pairs: [{ ...PAIR, faults: [] }],
  witnesses: [{ ...WITNESS, faults: [] }],
  status: STATUS,
  expected: STATUS,
};

test("content guests, and a status that knows them, are no finding", () => {
  expect(guestFindings(GOOD)).toEqual([]);
});

test("what disturbed a guest is a finding, with its name", () => {
  const report = {
    ...GOOD,
    pairs: [{ ...PAIR, faults: ["event 7 came where 3 was due"] }],
    witnesses: [{ ...WITNESS, faults: ["its loop ended"] }],
  };
  expect(guestFindings(report)).toEqual([
    "the raw pair: event 7 came where 3 was due",
    "the library witness: its loop ended",
  ]);
});

test.each([
  ["a connection too many", { connections: 2 }],
  ["a pattern too many", { patterns: 2 }],
  ["a pattern of somebody else", { clients: ["subscriber: a.b >"] }],
])("%s in the status is a finding", (_what, change) => {
  const [finding] = guestFindings({ ...GOOD, status: { ...STATUS, ...change } });
  expect(finding).toContain("when all attackers had left, the status was");
});
