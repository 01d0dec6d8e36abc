// The command line in few files. Node reads, resolves and links every module by itself, which for oclif and its dependencies takes
// longer than to run them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type OutputOptions, rolldown } from "rolldown";
import { builtinModules } from "./builtin-modules.ts";
import { leaveOut } from "./leave-out.ts";

export interface Bundle {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** Ids of all modules whose code is in it, as rolldown calls them: paths, and names that begin with NUL. */
  readonly modules: readonly string[];
}

/** `main` is what bin/decnet.js imports, `commands` what oclif does, `conformance-…` what `decnet bus conformance` starts. */
const INPUT = {
  main: "src/cli/main.ts",
  commands: "src/cli/commands.ts",
  "conformance-broker": "conformance/adapters/broker.ts",
  "conformance-client": "conformance/adapters/client.ts",
};

const OUTPUT = {
  format: "esm",
  cleanDir: true,
  chunkFileNames: "[name].js",
  // Less text is read sooner, and the comments are for who reads the sources. Lines stay, since Node prints the one in which an error was thrown.
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
  comments: { jsdoc: false, annotation: false, legal: true },
} satisfies OutputOptions;

/**
 * Writes the bundle of the project in `root` into `folder`. What is imported with `import()` stays in files of its own.
 * @throws Error if rolldown has anything to object, a warning included.
 */
export async function bundleCommandLine(root: string, folder: string): Promise<Bundle> {
  const warnings: string[] = [];
  await using build = await rolldown({
    cwd: root,
    input: INPUT,
    platform: "node",
    transform: { target: oldestNode(root) },
    // oclif asks for it in the development of plugins, and does without.
    external: ["typescript"],
    plugins: [builtinModules(), leaveOut()],
    onLog: (level, log) => {
      if (level === "warn") warnings.push(log.message);
    },
  });
  const { output } = await build.write({ ...OUTPUT, dir: folder });
  if (warnings.length > 0) throw new Error(`rolldown warns; correct it, or say why not:\n${warnings.join("\n")}`);
  const chunks = output.filter((file) => file.type === "chunk");
  return {
    files: chunks.map(({ fileName, code }) => ({ name: fileName, bytes: Buffer.byteLength(code) })),
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
  };
}

/** For rolldown: `node22.12`, if package.json says that this is the oldest Node to run on. */
function oldestNode(root: string): string {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
  return engines.node.replace(">=", "node");
}
