// Runs the plugin on payloads with every kind of field, and imports what it has printed.

import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { create, createFileRegistry, type FileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { afterAll } from "vitest";
import { topicsPlugin } from "../../../tools/protoc-gen-decnet-topics/topics-plugin.ts";
import { PROJECT_ROOT } from "../../../tools/run-buf.ts";
import { compileRequest } from "./compile.ts";
import { everyField } from "./every-field.ts";

export interface Generated<Function> {
  /** Removed after the tests of the file. */
  readonly folder: string;
  readonly printed: string;
  readonly exported: Readonly<Record<string, Function>>;
  readonly schemas: FileRegistry;
}

/** Of the file `name`; `others` are written beside it. */
export async function generated<Function>(name: string, ...others: readonly string[]): Promise<Generated<Function>> {
  const folder = await mkdtemp(join(tmpdir(), "decnet-bus-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const request = await compileRequest(everyField);
  const bytesFolder = relative(folder, join(PROJECT_ROOT, "src/bytes"));
  const { file: files } = topicsPlugin.run(request(`target=ts,bytes_folder=${bytesFolder}`));
  const [file] = [name, ...others].map((each) => {
    const found = files.find((printed) => printed.name.endsWith(`/${each}`))!;
    mkdirSync(dirname(join(folder, found.name)), { recursive: true });
    writeFileSync(join(folder, found.name), found.content);
    return found;
  });
  return {
    folder,
    printed: file!.content,
    exported: (await import(/* @vite-ignore */ join(folder, file!.name))) as Record<string, Function>,
    schemas: createFileRegistry(create(FileDescriptorSetSchema, { file: request("").protoFile })),
  };
}
