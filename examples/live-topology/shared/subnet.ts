// IPv4 subnets in CIDR notation, as far as a topology needs them. For the API, the mutator, and a page that wants to check before it posts.

export interface Subnet {
  /** The network's own address, as a number. */
  readonly network: number;
  readonly prefix: number;
  /** The broadcast address, as a number. */
  readonly last: number;
}

const CIDR = /^(?<address>[\d.]{7,15})\/(?<prefix>\d{1,2})$/;
const MIN_PREFIX = 8;
const MAX_PREFIX = 30;

/** Undefined if it is none, or smaller than /30, or larger than /8, or has bits set behind its prefix. */
export function parseSubnet(cidr: string): Subnet | undefined {
  const { address = "", prefix: digits = "" } = CIDR.exec(cidr)?.groups ?? {};
  const network = parseIp(address);
  const prefix = Number(digits);
  if (network === undefined || prefix < MIN_PREFIX || prefix > MAX_PREFIX) return undefined;
  const size = 2 ** (32 - prefix);
  return network % size === 0 ? { network, prefix, last: network + size - 1 } : undefined;
}

/** Undefined if it is no IPv4 address, or an octet begins with a 0 that some would read as octal. */
export function parseIp(text: string): number | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) {
    return undefined;
  }
  return octets.reduce((address, octet) => address * 256 + Number(octet), 0);
}

export function formatIp(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

export function overlap(one: Subnet, other: Subnet): boolean {
  return one.network <= other.last && other.network <= one.last;
}

/** The subnet holds it, and it is neither the network's nor the broadcast address. */
export function isHostOf({ network, last }: Subnet, ip: string): boolean {
  const address = parseIp(ip);
  return address !== undefined && address > network && address < last;
}

/** The lowest address that nobody has; the first one is left to the gateway. Undefined: the subnet is full. */
export function freeHost({ network, last }: Subnet, taken: ReadonlySet<string>): string | undefined {
  for (let address = network + 2; address < last; address++) {
    const ip = formatIp(address);
    if (!taken.has(ip)) return ip;
  }
  return undefined;
}
