import { describe, expect, test } from "vitest";
import { noBusError } from "../../src/client/no-bus-error.ts";
import { BusError } from "../../src/errors.ts";
import { busError } from "../support/bus-error.ts";

const PATH = "/run/decnet/bus.sock";

describe("why there is no bus", () => {
  test.for([
    ["ENOENT", "UNAVAILABLE", "systemctl status decnet-bus"],
    ["ECONNREFUSED", "UNAVAILABLE", "systemctl start decnet-bus"],
    ["EACCES", "PERMISSION_DENIED", "usermod -aG decnet"],
    ["EPERM", "PERMISSION_DENIED", "usermod -aG decnet"],
    ["EMFILE", "UNAVAILABLE", "EMFILE"],
  ] as const)("%s is %s, with the path and the way out", ([system, code, hint]) => {
    const cause = Object.assign(new Error(`connect ${system}`), { code: system });
    const error = noBusError(PATH, cause);
    expect(error).toEqual(busError(code, hint));
    expect(error.message).toMatch(/^bus: unavailable: /);
    expect(error.message).toContain(PATH);
    expect(error.cause).toBe(cause);
  });

  test("is UNAVAILABLE for what nobody has thought of", () => {
    expect(noBusError(PATH, "odd")).toEqual(busError("UNAVAILABLE", "odd"));
  });

  test("is left as it is if the library knows better", () => {
    const known = new BusError("INVALID_CONFIG", "too long");
    expect(noBusError(PATH, known)).toBe(known);
  });
});
