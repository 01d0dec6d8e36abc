// What a new thing may be called, and which addresses are free. Whether that still holds when its turn comes is the mutator's to say.

import { formatIp, overlap, parseSubnet } from "../../../shared/index.ts";

/** `lan-4`: the first number that nobody has, counted from how many there are. */
export function freeName(prefix: string, taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number++) {
    const name = `${prefix}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** The first /24 of 10.0.0.0/8 that overlaps none; empty if all are taken. */
export function freeSubnet(taken: readonly string[]): string {
  const subnets = taken.flatMap((cidr) => parseSubnet(cidr) ?? []);
  const size = 256;
  for (let network = 0x0a_00_01_00; network < 0x0b_00_00_00; network += size) {
    const cidr = `${formatIp(network)}/24`;
    const candidate = parseSubnet(cidr)!;
    const inTheWay = subnets.find((subnet) => overlap(subnet, candidate));
    if (inTheWay === undefined) return cidr;
    // A large subnet is left in one step.
    network = Math.max(network, inTheWay.last + 1 - size);
  }
  return "";
}
