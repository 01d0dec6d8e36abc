// What the API would refuse, said while it is typed. Whether a name is taken is asked by the mutator alone.

import { parseIp, parseSubnet } from "../../../shared/index.ts";

const MAX_SERVICES = 16;

export function nameProblem(name: string): string {
  return name.trim() === "" ? "Give it a name." : "";
}

export function subnetProblem(subnet: string): string {
  return parseSubnet(subnet.trim()) === undefined ? "An IPv4 subnet from /8 to /30, such as 10.0.4.0/24." : "";
}

/** Empty: the mutator chooses one. */
export function ipProblem(ip: string): string {
  return ip.trim() === "" || parseIp(ip.trim()) !== undefined ? "" : "An IPv4 address, or nothing.";
}

export function servicesProblem(services: string): string {
  const list = listOf(services);
  if (list.length > MAX_SERVICES) return `At most ${MAX_SERVICES} services.`;
  const wrong = list.find((service) => !/^[a-z0-9_-]{1,64}$/.test(service));
  return wrong === undefined ? "" : `“${wrong}” is no service: a–z, 0–9, - and _.`;
}

/** From what somebody typed, with commas or spaces. */
export function listOf(services: string): string[] {
  return [
    ...new Set(
      services
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((service) => service !== ""),
    ),
  ];
}
