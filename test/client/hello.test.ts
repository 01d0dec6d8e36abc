import { describe, expect, test } from "vitest";
import { helloOf } from "../../src/client/hello.ts";
import { VERSION } from "../../src/version.ts";

describe("a client", () => {
  test("says its name, its library and its process", () => {
    expect(helloOf({ clientName: "mutator", noEcho: true })).toEqual({
      clientName: "mutator",
      clientLibrary: `decnet-bus/${VERSION} node/${process.versions.node}`,
      pid: process.pid,
      noEcho: true,
    });
  });

  test("need not have a name, and hears itself unless it says otherwise", () => {
    expect(helloOf({})).toMatchObject({ clientName: "", noEcho: false });
  });
});
