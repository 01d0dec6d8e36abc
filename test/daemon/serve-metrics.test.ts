// What the system may say about an address. The rest of it is seen with a real daemon, in test/commands/bus-metrics.test.ts.

import { expect, test } from "vitest";
import { portError } from "../../src/daemon/serve-metrics.ts";
import { busError } from "../support/bus-error.ts";

const address = { kind: "tcp", host: "::1", port: 80 } as const;

test.each([
  ["EADDRINUSE", "ADDRESS_IN_USE", "Somebody listens on [::1]:80 already"],
  ["EACCES", "PERMISSION_DENIED", "a port above 1023, or unix:PATH"],
  // The service that we install has UNIX sockets alone.
  ["EAFNOSUPPORT", "INVALID_CONFIG", "RestrictAddressFamilies=AF_UNIX"],
  ["EADDRNOTAVAIL", "INVALID_CONFIG", "Use unix:PATH, such as unix:/run/decnet/metrics.sock; or give "],
  ["EADDRNOTAVAIL", "INVALID_CONFIG", "PrivateNetwork=no, RestrictAddressFamilies=AF_INET6 and IPAddressAllow="],
] as const)("metrics on a port that the system refuses with %s: %s, with what to do", (system, code, text) => {
  const cause = Object.assign(new Error(system), { code: system });
  expect(portError(address, cause)).toEqual(busError(code, text));
});

test("what nobody has foreseen is passed on as it is", () => {
  const cause = new Error("?");
  expect(portError(address, cause)).toBe(cause);
});
