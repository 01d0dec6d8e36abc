import { describe, expect, test } from "vitest";
import { Code, CodeSchema } from "../gen/decnet/bus/v1/code_pb.ts";
import { BusError, type BusErrorCode, codeName, systemErrorCode } from "../src/errors.ts";

// `satisfies` makes the compiler hold this list against BusErrorCode in one direction, the tests below do in the other.
const CODES = {
  PROTOCOL_ERROR: 1,
  UNSUPPORTED_PROTOCOL: 2,
  FRAME_TOO_LARGE: 3,
  FRAME_TIMEOUT: 4,
  HANDSHAKE_TIMEOUT: 5,
  INVALID_PATTERN: 6,
  TOO_MANY_CONNECTIONS: 7,
  TOO_MANY_PATTERNS: 8,
  TOO_MANY_UNANSWERED: 9,
  SHUTDOWN: 10,
  INTERNAL: 11,
  UNAVAILABLE: 64,
  CLOSED: 65,
  INVALID_TOPIC: 66,
  UNDECLARED_TOPIC: 67,
  INVALID_PAYLOAD: 68,
  EVENT_TOO_LARGE: 69,
  INVALID_CONFIG: 70,
  ADDRESS_IN_USE: 71,
  PERMISSION_DENIED: 72,
  NO_SUCH_GROUP: 73,
  NO_SUCH_FOLDER: 74,
  NOT_A_SOCKET: 75,
  TIMEOUT: 76,
  INVALID_RECORDING: 77,
} as const satisfies Record<BusErrorCode, number>;

describe("the codes", () => {
  test("of BusError are those of decnet.bus.v1.Code without OK, with the numbers that were released", () => {
    const declared = CodeSchema.values
      .filter(({ number }) => number !== Code.OK)
      .map(({ name, number }) => [name.replace(/^CODE_/, ""), number]);
    expect(Object.fromEntries(declared)).toEqual(CODES);
  });

  test.each(Object.entries(CODES))("%s is what number %i is called", (name, number) => {
    expect(codeName(number)).toBe(name);
  });

  test.each([Code.OK, 12, 63, 78, 4_294_967_295, -1])("number %i is nobody's, and is called INTERNAL", (number) => {
    expect(codeName(number)).toBe("INTERNAL");
  });
});

describe("a BusError", () => {
  test("is an Error with a stable code, a message for people, and its cause", () => {
    const cause = new Error("connect ENOENT");
    const error = new BusError("UNAVAILABLE", "There is no bus.", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "BusError", code: "UNAVAILABLE", message: "There is no bus.", cause });
    expect(String(error)).toBe("BusError: There is no bus.");
  });
});

describe("the code of a system call's error", () => {
  test("is Node's", () => {
    expect(systemErrorCode(Object.assign(new Error("no such file"), { code: "ENOENT" }))).toBe("ENOENT");
  });

  test.each([
    undefined,
    null,
    "ENOENT",
    { code: "ENOENT" },
    new Error("plain"),
    Object.assign(new Error("odd"), { code: 2 }),
  ])("is undefined for anything else: %s", (error) => {
    expect(systemErrorCode(error)).toBeUndefined();
  });
});
