import { expect, test } from "vitest";
import { isAlone } from "../../src/daemon/network.ts";

const TITLES = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
const LO =
  "    lo:  700472     823    0    0    0     0          0         0   700472     823    0    0    0     0       0          0\n";
const ETH =
  "  eth0: 2400472    1823    0    0    0     0          0         0   900472    1523    0    0    0     0       0          0\n";

test.each([
  ["the loopback alone", TITLES + LO, true],
  ["another one besides", TITLES + LO + ETH, false],
  ["another one alone", TITLES + ETH, false],
  ["none at all", TITLES, false],
  ["a list that cannot be read", "", false],
])("%s", (_what, list, alone) => {
  expect(isAlone(list)).toBe(alone);
});
