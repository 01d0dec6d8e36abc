// Proto in, descriptors out. Starting the compiler is what costs, so a test file hands over all its cases at once: each
// becomes a package of its own in one image.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create, createFileRegistry, fromBinary, type DescFile } from "@bufbuild/protobuf";
import {
  CodeGeneratorRequestSchema,
  FileDescriptorSetSchema,
  type CodeGeneratorRequest,
  type FileDescriptorSet,
} from "@bufbuild/protobuf/wkt";
import { PROJECT_ROOT, runBuf } from "../../../tools/run-buf.ts";
import { withTempFolder } from "../../../tools/temp-folder.ts";

/**
 * Path of a proto file to its text. The package is the folder's, and `topic.proto` is imported; neither is written. The syntax is proto3
 * unless the text begins with another.
 */
type Files = Readonly<Record<string, string>>;

/** Compiles files that declare topics into an image, as `buf build` writes it. */
export async function compileImage(files: Files): Promise<Uint8Array> {
  return withTempFolder((folder) => {
    const option = "decnet/bus/v1/topic.proto";
    cpSync(join(PROJECT_ROOT, "proto", option), join(folder, option));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), withPreamble(path, option, text));
    }
    runBuf(["build", "-o", "image.binpb"], folder);
    return readFileSync(join(folder, "image.binpb"));
  });
}

/** The same, as the descriptors of each folder that `files` names. */
export async function compile(files: Files): Promise<ReadonlyMap<string, readonly DescFile[]>> {
  const { files: compiled } = createFileRegistry(await compileSet(files));
  return Map.groupBy([...compiled], (file) => dirname(file.name));
}

/** The same, as the request that buf sends to a plugin. Files are in reverse, since their order must not matter. */
export async function compileRequest(files: Files): Promise<(parameter: string) => CodeGeneratorRequest> {
  const protoFile = (await compileSet(files)).file;
  const fileToGenerate = Object.keys(files).toReversed();
  return (parameter) => create(CodeGeneratorRequestSchema, { fileToGenerate, protoFile, parameter });
}

async function compileSet(files: Files): Promise<FileDescriptorSet> {
  return fromBinary(FileDescriptorSetSchema, await compileImage(files));
}

function withPreamble(path: string, option: string, text: string): string {
  const [, syntax = `syntax = "proto3";`, body = ""] = /^(syntax = [^;]*;)?(.*)$/s.exec(text)!;
  // The blank line keeps a comment of the text with what follows it.
  return [syntax, `package ${dirname(path).replaceAll("/", ".")};`, `import "${option}";`, "", body].join("\n");
}
