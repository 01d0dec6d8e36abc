// The lockfile helper, on small locks; and our own lock, which must be complete and must not name a registry.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completeLock, type Lockfile } from "../../tools/complete-lock.ts";

const PARENT = {
  version: "1.2.3",
  license: "MIT",
  dev: true,
  optionalDependencies: { "@fast/darwin-arm64": "1.2.3", "@fast/linux-x64-musl": "1.2.3" },
};

describe("completeLock", () => {
  it("adds what npm must know about a package for another platform", () => {
    const { lock, added } = completeLock({ packages: { "node_modules/fast": PARENT } });
    expect(added).toEqual(["node_modules/@fast/darwin-arm64", "node_modules/@fast/linux-x64-musl"]);
    expect(lock.packages["node_modules/@fast/linux-x64-musl"]).toEqual({
      version: "1.2.3",
      cpu: ["x64"],
      dev: true,
      libc: ["musl"],
      license: "MIT",
      optional: true,
      os: ["linux"],
    });
  });

  it("keeps the order of a lock, and everything else in it", () => {
    const before = {
      name: "us",
      lockfileVersion: 3,
      packages: { "": { version: "0.1.0" }, "node_modules/fast": PARENT },
    };
    const { lock } = completeLock(before);
    expect(lock).toMatchObject(before);
    expect(Object.keys(lock.packages)).toEqual(Object.keys(lock.packages).toSorted());
  });

  it("changes nothing the second time", () => {
    const once = completeLock({ packages: { "node_modules/fast": PARENT } }).lock;
    expect(completeLock(once)).toEqual({ lock: once, added: [], unclear: [] });
  });

  it("finds a package that is nested below its parent, or beside it", () => {
    const optionalDependencies = { "a-linux-x64": "1.0.0" };
    const packages: Lockfile["packages"] = {
      "node_modules/a": { optionalDependencies },
      "node_modules/a/node_modules/a-linux-x64": { version: "1.0.0" },
      "node_modules/b/node_modules/c": { optionalDependencies },
      "node_modules/b/node_modules/a-linux-x64": { version: "1.0.0" },
    };
    expect(completeLock({ packages }).added).toEqual([]);
  });

  it("does not guess a version from a range", () => {
    const packages = { "node_modules/a": { optionalDependencies: { fsevents: "~2.3.2" } } };
    expect(completeLock({ packages })).toMatchObject({ added: [], unclear: ["fsevents@~2.3.2"] });
  });

  it.each([
    ["x-linux-arm64-gnu", ["linux"], ["arm64"]],
    ["x-linux-arm-gnueabihf", ["linux"], ["arm"]],
    ["x-linux-armv7", ["linux"], ["arm"]],
    ["x-win32-ia32-msvc", ["win32"], ["ia32"]],
    ["x-wasm32-wasi", undefined, ["wasm32"]],
    ["charm", undefined, undefined],
  ])("reads the platform of %s off its name", (name, os, cpu) => {
    const { lock } = completeLock({ packages: { "node_modules/x": { optionalDependencies: { [name]: "1.0.0" } } } });
    expect(lock.packages[`node_modules/${name}`]?.os).toEqual(os);
    expect(lock.packages[`node_modules/${name}`]?.cpu).toEqual(cpu);
  });
});

describe("package-lock.json", () => {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "package-lock.json"), "utf8");

  it("is complete", () => {
    expect(completeLock(JSON.parse(text) as Lockfile)).toMatchObject({ added: [], unclear: [] });
  });

  // `npm ci` takes the registry from the configuration if the lock names none, so that the lock works behind any mirror.
  it("names no registry", () => {
    expect(text.match(/"resolved": "[a-z+]*:[^"]*"/g) ?? []).toEqual([]);
  });
});
