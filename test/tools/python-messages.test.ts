// The messages for Python: moved into our package, and left alone where the protoc that fits is missing.

import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test, vi } from "vitest";
import { insidePackage, isPythonMessage, noPythonMessages } from "../../tools/generate/python-messages.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A protoc that says it is that one is the first on the PATH. */
function protocIs(version: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "protoc"), `#!/bin/sh\necho "${version}"\n`);
  chmodSync(join(folder, "protoc"), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
}

test("imports of proto folders lead into our package, and all others stay", () => {
  const module = [
    "from google.protobuf import descriptor as _descriptor",
    "from decnet.bus.v1 import topic_pb2 as decnet_dot_bus_dot_v1_dot_topic__pb2",
    "DESCRIPTOR = AddSerializedFile(b'from decnet.topics.v1')",
    "_builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'decnet.topics.v1.topology_pb2', globals())",
    "_builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, 'decnet.conformance.v1.client_pb2')",
  ];
  expect(insidePackage(module.join("\n")).split("\n")).toEqual([
    module[0],
    "from decnet_bus._gen.decnet.bus.v1 import topic_pb2 as decnet_dot_bus_dot_v1_dot_topic__pb2",
    module[2],
    "_builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'decnet_bus._gen.decnet.topics.v1.topology_pb2', globals())",
    "_builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, 'conformance._gen.decnet.conformance.v1.client_pb2')",
  ]);
});

test("it is known which files protoc makes", () => {
  const folder = "clients/python/decnet_bus/_gen";
  expect(isPythonMessage(`${folder}/decnet/bus/v1/frame_pb2.py`)).toBe(true);
  expect(isPythonMessage(`${folder}/decnet/bus/v1/frame_pb2.pyi`)).toBe(true);
  expect(isPythonMessage("clients/python/conformance/_gen/decnet/conformance/v1/client_pb2.py")).toBe(true);
  expect(isPythonMessage(`${folder}/topic_builders.py`)).toBe(false);
  expect(isPythonMessage("gen/decnet/bus/v1/frame_pb2.py")).toBe(false);
});

test("protoc 3.21 makes them, whatever its last number", () => {
  vi.stubEnv("CI", "");
  protocIs("libprotoc 3.21.12");
  expect(noPythonMessages()).toBeUndefined();
});

test.for(["libprotoc 28.3", "libprotoc 3.2.1"])("%s does not: its messages are not for Debian 12", (version) => {
  vi.stubEnv("CI", "");
  protocIs(version);
  expect(noPythonMessages()).toBe(
    `Python's messages (*_pb2.py) need protoc 3.21 (scripts/system-deps.sh); here is ${version}`,
  );
});

test("without any they are left out, and in CI that is an error", () => {
  vi.stubEnv("PATH", "/proc/nonexistent");
  vi.stubEnv("CI", "");
  expect(noPythonMessages()).toMatch(/here is no protoc$/);
  vi.stubEnv("CI", "true");
  expect(noPythonMessages).toThrow("here is no protoc.");
});
