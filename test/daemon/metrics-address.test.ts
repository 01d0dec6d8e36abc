import { describe, expect, test } from "vitest";
import { metricsAddress } from "../../src/daemon/metrics-address.ts";
import { busError } from "../support/bus-error.ts";

describe("metrics", () => {
  test.each([
    ["", undefined],
    ["unix:/run/decnet/metrics.sock", { kind: "unix", path: "/run/decnet/metrics.sock" }],
    ["unix:metrics.sock", { kind: "unix", path: "metrics.sock" }],
    ["127.0.0.1:9464", { kind: "tcp", host: "127.0.0.1", port: 9464 }],
    ["127.1.2.255:0", { kind: "tcp", host: "127.1.2.255", port: 0 }],
    ["[::1]:65535", { kind: "tcp", host: "::1", port: 65_535 }],
  ])("can be served at %j", (text, address) => {
    expect(metricsAddress(text)).toEqual(address);
  });

  test.each([
    ["0.0.0.0:9464", "all addresses of this host"],
    ["[::]:9464", "all addresses of this host"],
    ["*:9464", "all addresses of this host"],
    [":9464", "all addresses of this host"],
    ["localhost:9464", "what it means is decided elsewhere"],
    ["192.168.1.2:9464", "not an address of this machine alone"],
    ["[fe80::1]:9464", "not an address of this machine alone"],
    ["[127.0.0.1]:9464", "not an address of this machine alone"],
    ["[::ffff:127.0.0.1]:9464", "not an address of this machine alone"],
    ["127.0.0.256:9464", "not an address of this machine alone"],
    // Some take that for an octal number, and so for another address.
    ["127.0.0.010:9464", "not an address of this machine alone"],
    ["127.1:9464", "not an address of this machine alone"],
    ["example.org:9464", "not an address of this machine alone"],
    ["::1:9464", "no address with a port"],
    ["9464", "no address with a port"],
    ["127.0.0.1", "no address with a port"],
    ["127.0.0.1:", "no address with a port"],
    ["127.0.0.1:-1", "no address with a port"],
    ["127.0.0.1:9464/metrics", "no address with a port"],
    ["http://127.0.0.1:9464", "no address with a port"],
    ["/run/decnet/metrics.sock", "no address with a port"],
    [" ", "no address with a port"],
    ["127.0.0.1:65536", "ports end at 65535"],
    ["unix:", "names no path"],
    ["unix:a\0b", "names no path"],
  ])("cannot be served at %j", (text, why) => {
    expect(() => metricsAddress(text, "DECNET_BUS_METRICS in a.env")).toThrow(
      busError("INVALID_CONFIG", `DECNET_BUS_METRICS in a.env is ${JSON.stringify(text)}`),
    );
    expect(() => metricsAddress(text)).toThrow(why);
  });
});
