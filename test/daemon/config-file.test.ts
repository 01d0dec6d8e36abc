import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfigFile } from "../../src/daemon/config-file.ts";
import type { BusError } from "../../src/errors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function fileWith(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), "bus.env");
  writeFileSync(path, content);
  return path;
}

/** What is said of the file at `path`. */
function faultOf(path: string): string {
  try {
    readConfigFile(path);
  } catch (error) {
    const { code, message } = error as BusError;
    return `${code}: ${message}`;
  }
  throw new Error("It was read.");
}

describe("a configuration file", () => {
  test("is lines of KEY=VALUE, with comments, quotes, and what is not ours", () => {
    const path = fileWith(`# the bus and its workers
DECNET_BUS_SOCKET=/run/decnet/bus.sock   # where
export DECNET_BUS_GROUP="decnet"

  DECNET_BUS_QUEUE_EVENTS = 4096
DECNET_BUS_LOG_LEVEL='debug'\r
DECNET_BUS_ENABLED=true
DECNET_BUS_TYPE=unix
#DECNET_BUS_NO_SUCH=1
DECNET_DB=postgres://x
PATH=/bin
`);
    expect(readConfigFile(path)).toMatchObject({
      path,
      values: {
        DECNET_BUS_SOCKET: "/run/decnet/bus.sock",
        DECNET_BUS_GROUP: "decnet",
        DECNET_BUS_QUEUE_EVENTS: "4096",
        DECNET_BUS_LOG_LEVEL: "debug",
      },
    });
  });

  test("may be empty, and a value may be", () => {
    expect(readConfigFile(fileWith(""))?.values).toEqual({});
    expect(readConfigFile(fileWith("DECNET_BUS_GROUP="))?.values).toEqual({ DECNET_BUS_GROUP: "" });
  });

  test("is none if its name is empty", () => {
    expect(readConfigFile("")).toBeUndefined();
  });

  test("may be missing only if its name begins with a dash", () => {
    const path = join(temporaryFolder(), "bus.env");
    expect(readConfigFile(`-${path}`)).toBeUndefined();
    expect(faultOf(path)).toBe(
      `INVALID_CONFIG: The configuration file ${path} does not exist. Create it, or allow it to be missing: --config=-${path}.`,
    );
    writeFileSync(path, "DECNET_BUS_GROUP=x");
    expect(readConfigFile(`-${path}`)).toEqual({ path, values: { DECNET_BUS_GROUP: "x" } });
  });

  test.each([
    ["DECNET_BUS_QUEUE_EVENT=1", "DECNET_BUS_QUEUE_EVENT in line 2", "is unknown. Known are DECNET_BUS_SOCKET, "],
    ["DECNET_BUS_QUEUE=1", "DECNET_BUS_QUEUE in line 2", "DECNET_BUS_MAX_UNANSWERED"],
    ["decnet_bus_group=x", "decnet_bus_group in line 2", "is unknown"],
    ["DECNET-BUS-GROUP=x", "DECNET-BUS-GROUP in line 2", "is unknown"],
    ["DECNETBUS_GROUP=x", "DECNETBUS_GROUP in line 2", "is unknown"],
    ["DECNET_BUS_CONFIG=/x", "DECNET_BUS_CONFIG in line 2", "only one"],
    ["DECNET_BUS_GROUP", "DECNET_BUS_GROUP in line 2", "has no value; write DECNET_BUS_GROUP=VALUE"],
    ["export DECNET_BUS_GROUP decnet", "DECNET_BUS_GROUP in line 2", "has no value"],
    ["DECNET_BUS_SOCKET=/run/a\0b", "DECNET_BUS_SOCKET in line 2", "zero byte"],
  ])("is refused, with the key and the line, for %j", (line, ...texts) => {
    const path = fileWith(`# first\n${line}\n`);
    for (const text of ["INVALID_CONFIG: ", ...texts, `configuration file ${path}`])
      expect(faultOf(path)).toContain(text);
  });

  test.each([
    ["a folder", (path: string): void => mkdirSync(path), "is not a file"],
    ["a device that never ends", "/dev/zero", "is not a file"],
    ["too large", (path: string): void => writeFileSync(path, "#".repeat((1 << 20) + 1)), "more than 1048576 bytes"],
    [
      "no text",
      (path: string): void => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00])),
      "cannot be read (ERR_ENCODING",
    ],
    ["below a file", "/etc/passwd/bus.env", "cannot be read (ENOTDIR)"],
  ])("is refused if it is %s", (_what, make, why) => {
    const path = typeof make === "string" ? make : join(temporaryFolder(), "bus.env");
    if (typeof make !== "string") make(path);
    expect(faultOf(path)).toMatch(/^INVALID_CONFIG: /);
    expect(faultOf(path)).toContain(why);
    // That it may be missing does not mean that it may be anything.
    expect(faultOf(`-${path}`)).toContain(why);
  });

  test("is refused if this user may not read it", (context) => {
    if (process.getuid!() === 0) context.skip("root may read everything");
    const path = fileWith("");
    chmodSync(path, 0);
    expect(faultOf(`-${path}`)).toContain("cannot be read (EACCES)");
  });
});
