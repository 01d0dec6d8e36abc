// Flag or option, then environment, then default.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  busEnabled,
  busType,
  clientSocket,
  daemonSocket,
  type Environment,
  type FileProbe,
  homeFolder,
  socketGroup,
  SYSTEM_SOCKET,
} from "../src/config.ts";
import { busError } from "./support/bus-error.ts";

/** A machine, by what the probe can see of it. */
function machine({ socketExists = false, folderWritable = false } = {}): FileProbe {
  return {
    exists: (path) => path === SYSTEM_SOCKET && socketExists,
    writable: (folder) => folder === "/run/decnet" && folderWritable,
    home: () => "/home/dev",
  };
}

const HOME_SOCKET = "/home/dev/.decnet/bus.sock";

describe("DECNET_BUS_ENABLED", () => {
  test.for(["true", "TRUE", "1", "yes", "on", undefined])("%s means that there is a bus", (value) => {
    expect(busEnabled({ DECNET_BUS_ENABLED: value })).toBe(true);
  });

  test.for(["false", "False", "0", "no", "off"])("%s means that there is none", (value) => {
    expect(busEnabled({ DECNET_BUS_ENABLED: value })).toBe(false);
  });

  test.for(["", "maybe", " true", "truefalse"])("%j is refused: it is a value, and cannot work", (value) => {
    expect(() => busEnabled({ DECNET_BUS_ENABLED: value })).toThrow(busError("INVALID_CONFIG", "DECNET_BUS_ENABLED"));
  });
});

describe("DECNET_BUS_TYPE", () => {
  test("is unix unless it is fake", () => {
    expect(busType({})).toBe("unix");
    expect(busType({ DECNET_BUS_TYPE: "unix" })).toBe("unix");
    expect(busType({ DECNET_BUS_TYPE: "fake" })).toBe("fake");
  });

  test.for(["", "Fake", "tcp"])("is refused as %j", (value) => {
    expect(() => busType({ DECNET_BUS_TYPE: value })).toThrow(busError("INVALID_CONFIG", "DECNET_BUS_TYPE"));
  });
});

describe("DECNET_BUS_GROUP", () => {
  test("is the flag, else the variable, else decnet; empty is a value, and means that no group is set", () => {
    expect(socketGroup("wheel", { DECNET_BUS_GROUP: "staff" })).toBe("wheel");
    expect(socketGroup("", { DECNET_BUS_GROUP: "staff" })).toBe("");
    expect(socketGroup(undefined, { DECNET_BUS_GROUP: "staff" })).toBe("staff");
    expect(socketGroup(undefined, { DECNET_BUS_GROUP: "" })).toBe("");
    expect(socketGroup(undefined, {})).toBe("decnet");
  });
});

describe("the daemon's socket", () => {
  test("is in /run/decnet if the daemon may create it there, whether or not there is one already", () => {
    expect(daemonSocket(undefined, {}, machine({ folderWritable: true }))).toBe(SYSTEM_SOCKET);
    expect(daemonSocket(undefined, {}, machine({ folderWritable: true, socketExists: true }))).toBe(SYSTEM_SOCKET);
  });

  test("is at home otherwise, also if somebody else's is in /run/decnet", () => {
    expect(daemonSocket(undefined, {}, machine())).toBe(HOME_SOCKET);
    expect(daemonSocket(undefined, {}, machine({ socketExists: true }))).toBe(HOME_SOCKET);
  });
});

describe("the client's socket", () => {
  test("is in /run/decnet if there is one, although a client may not write there", () => {
    expect(clientSocket(undefined, {}, machine({ socketExists: true }))).toBe(SYSTEM_SOCKET);
  });

  test("is at home otherwise, also if it could be created in /run/decnet", () => {
    expect(clientSocket(undefined, {}, machine())).toBe(HOME_SOCKET);
    expect(clientSocket(undefined, {}, machine({ folderWritable: true }))).toBe(HOME_SOCKET);
  });
});

describe.for([
  ["the daemon", daemonSocket],
  ["the client", clientSocket],
] as const)("for %s", ([, socketOf]) => {
  const path = fc.option(fc.constantFrom("", "/tmp/a.sock", "b.sock"), { nil: undefined });

  property.prop([path, path, fc.boolean(), fc.boolean()])(
    "what is said comes first, then the variable, then what the machine has; empty is refused, and not skipped",
    (option, variable, socketExists, folderWritable) => {
      const env: Environment = { DECNET_BUS_SOCKET: variable };
      const files = machine({ socketExists, folderWritable });
      const said = option ?? variable;
      const find = (): string => socketOf(option, env, files);
      if (said === "")
        expect(find).toThrow(busError("INVALID_CONFIG", option === "" ? "The socket path" : "DECNET_BUS_SOCKET"));
      else expect(find()).toBe(said ?? socketOf(undefined, {}, files));
    },
  );
});

describe("the machine itself", () => {
  test("is asked if nobody else is", () => {
    expect(clientSocket(undefined, {})).toMatch(/\/bus\.sock$/);
    expect(daemonSocket(undefined, {})).toMatch(/\/bus\.sock$/);
    expect(homeFolder()).toMatch(/\/\.decnet$/);
  });
});
