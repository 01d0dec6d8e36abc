// Node strips the types of every source and compiles it each time that a process starts: a quarter of a second for the daemon. Processes of
// tests that run from the sources share what came of it the first time; Node sees for itself which sources have changed.

import { join } from "node:path";
import { ROOT } from "./run-command.ts";

/** For the environment of such a process. */
export const COMPILED_ONCE = { NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/decnet-tests") };
