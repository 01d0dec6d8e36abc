// The declared topics straight from the proto files, by way of a descriptor image. The lock does not read gen/, which
// may be older than proto/.

import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { readTopics } from "../protoc-gen-decnet-topics/read-topics.ts";
import { runBuf } from "../run-buf.ts";
import { toLockedTopic, type LockedTopic } from "./check-lock.ts";

/**
 * What the lock has to know of the topics in an image (a file that `buf build -o` wrote), by default of the project's
 * proto/.
 * @throws Error if the image cannot be built, or its topics break a rule.
 */
export function readImage(path?: string): LockedTopic[] {
  const image = path === undefined ? runBuf(["build", "-o", "-"]) : readFileSync(path);
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  return readTopics(registry.files).map(toLockedTopic);
}
