import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BusError } from "../../src/errors.ts";
import { type Host, thisHost } from "../../src/no-bus/host.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import { busError } from "../support/bus-error.ts";

const PATH = "/nowhere/decnet/bus.sock";
/** This one, whatever buses it has. */
const HOST: Host = { ...thisHost, usualSockets: () => [] };

function failure(system: string): Error {
  return Object.assign(new Error(`connect ${system}`), { code: system });
}

describe("why there is no bus", () => {
  test.for([
    ["ENOENT", "UNAVAILABLE", "systemctl status decnet-bus"],
    ["ECONNREFUSED", "UNAVAILABLE", "systemctl start decnet-bus"],
    ["EACCES", "PERMISSION_DENIED", "may not"],
    ["EPERM", "PERMISSION_DENIED", "may not"],
    ["ELOOP", "UNAVAILABLE", "DECNET_BUS_SOCKET"],
    ["EMFILE", "UNAVAILABLE", "(EMFILE)"],
  ] as const)("%s is %s, with a way out, and with what the system said as its cause", async ([system, code, hint]) => {
    const cause = failure(system);
    const error = await noBusError(PATH, cause, HOST);
    expect(error).toEqual(busError(code, hint));
    expect(error.message).toMatch(/^bus: unavailable: /);
    expect(error.cause).toBe(cause);
    // Once is enough.
    expect(error.message.slice("bus: unavailable".length)).not.toMatch(/unavailable|permission.denied/i);
  });

  test("is UNAVAILABLE for what nobody has thought of", async () => {
    await expect(noBusError(PATH, "odd", HOST)).resolves.toEqual(busError("UNAVAILABLE", "odd"));
  });

  test("is left as it is if the library knows better", async () => {
    const known = new BusError("INVALID_CONFIG", "too long");
    await expect(noBusError(PATH, known)).resolves.toBe(known);
  });

  test("is told of this host, whatever there is on it, and of paths that lead nowhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "decnet-"));
    symlinkSync("loop", join(folder, "loop"));
    for (const path of [PATH, "bus.sock", join(folder, "loop"), join(folder, "loop/bus.sock"), folder, "/", "."]) {
      for (const system of ["ENOENT", "ENOTDIR", "ECONNREFUSED", "EACCES", "ELOOP"]) {
        const { message } = await noBusError(path, failure(system));
        expect(message).toMatch(/^bus: unavailable: .{20}/);
      }
    }
    rmSync(folder, { recursive: true });
  });
});
