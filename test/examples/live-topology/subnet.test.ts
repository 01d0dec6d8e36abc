import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import {
  formatIp,
  freeHost,
  isHostOf,
  overlap,
  parseIp,
  parseSubnet,
} from "../../../examples/live-topology/shared/index.ts";

property.prop([fc.ipV4()])("an address is what it was", (ip) => {
  expect(formatIp(parseIp(ip)!)).toBe(ip);
});

test.for(["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.x", "-1.2.3.4", "1..2.3"])(
  "%o is no address",
  (text) => {
    expect(parseIp(text)).toBeUndefined();
    expect(parseSubnet(`${text}/24`)).toBeUndefined();
  },
);

test.for(["10.0.0.0", "10.0.0.0/", "10.0.0.0/7", "10.0.0.0/31", "10.0.0.1/24", "10.0.0.0/024", "10.0.0.0/24/1"])(
  "%o is no subnet",
  (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  },
);

const subnet = fc
  .record({ prefix: fc.integer({ min: 8, max: 30 }), bits: fc.nat({ max: 2 ** 30 - 1 }) })
  .map(({ prefix, bits }) => `${formatIp(Math.floor((bits * 4) / 2 ** (32 - prefix)) * 2 ** (32 - prefix))}/${prefix}`);

property.prop([subnet, subnet])("subnets overlap exactly if one holds the other's first address", (one, other) => {
  const [a, b] = [parseSubnet(one)!, parseSubnet(other)!];
  const holds = (outer: typeof a, inner: typeof a): boolean =>
    inner.network >= outer.network && inner.network <= outer.last;
  expect(overlap(a, b)).toBe(holds(a, b) || holds(b, a));
});

property.prop([subnet])("the free address is a host's, and not the gateway's", (text) => {
  const parsed = parseSubnet(text)!;
  const ip = freeHost(parsed, new Set())!;
  expect(isHostOf(parsed, ip)).toBe(true);
  expect(parseIp(ip)).toBe(parsed.network + 2);
  expect(isHostOf(parsed, formatIp(parsed.network))).toBe(false);
  expect(isHostOf(parsed, formatIp(parsed.last))).toBe(false);
});
