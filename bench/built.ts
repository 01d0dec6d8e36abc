// The package as it is published: what `npm run build` has made, and not the sources it was made from.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type * as WireModule from "../src/wire/index.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILT = join(ROOT, "dist", "src");

/** The command. */
export const DECNET = join(ROOT, "bin", "decnet.js");

if (!existsSync(BUILT)) throw new Error(`There is no ${BUILT}. Run npm run build first.`);

/** A module of the package, by its path below `src/`. The caller says which one that is. */
export async function loadBuilt<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(join(BUILT, ...path))) as Module;
}

export const { decodeFrame, encodeFrame, Code } = await loadBuilt<typeof WireModule>("wire", "index.js");
