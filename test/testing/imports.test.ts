// What a worker's tests load when they import `decnet-bus/testing`: whoever tests with something else has no Vitest, and nobody needs a
// daemon.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { minimalEnv, ROOT } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";

test("decnet-bus/testing loads protobuf, its own sources, and nothing of the daemon or of Vitest", async () => {
  const entry = pathToFileURL(join(ROOT, "src/testing/index.ts")).href;
  const program = `
    import { registerHooks } from "node:module";
    registerHooks({
      resolve(name, context, next) {
        const resolved = next(name, context);
        console.log(resolved.url);
        return resolved;
      },
    });
    await import(${JSON.stringify(entry)});`;
  await using node = new RunningProcess(process.execPath, ["--input-type=module", "--eval", program], {
    env: minimalEnv(),
    cwd: ROOT,
  });
  const { code, stdout, stderr } = await node.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const root = `${pathToFileURL(ROOT).href}/`;
  const loaded = new Set(
    stdout
      .trim()
      .split("\n")
      .map((url) => url.replace(root, "").replace(/^(src\/[^/]+|node_modules\/(?:@[^/]+\/)?[^/]+)\/.*/, "$1")),
  );
  expect(loaded).toContain("src/testing");
  const allowed =
    /^(?:gen\/.*|src\/(?:broker|bytes|client|recording|registry|testing|topic|transport|wire)|src\/(?:clock|errors|version)\.ts|package\.json|node_modules\/@bufbuild\/protobuf|node:(?!child_process|fs|net|os|worker_threads).*)$/;
  expect([...loaded].filter((each) => !allowed.test(each))).toEqual([]);
});
