// Eight suites. `unit` and `types` are `npm test`: Node alone, anywhere. `system` boots real daemons as other users and
// sends real signals; it needs Linux and root, and runs with `npm run test:system`. `systemd` boots a machine with a systemd of its own
// in namespaces, where the service is installed, loaded, killed and upgraded; it needs Linux, root and systemd (`npm run test:systemd`).
// `elsewhere` installs the package, and other versions of Node and TypeScript, from the registry: `npm run test:elsewhere`. `example`
// runs the worked example's processes, and kills them (`npm run test:example`); `browser` opens its page in a Chromium (`npm run
// test:browser`). `conformance` sees the conformance suite fail for those who break a rule (`npm run test:conformance`).

import { join } from "node:path";
import { defineConfig } from "vitest/config";

const source = (file: string): string => join(import.meta.dirname, "src", file);

/** Tests import the package by its public names, as a user does, and get the sources instead of what was last built. */
const publicNames = [
  { find: /^decnet-bus$/, replacement: source("index.ts") },
  { find: /^decnet-bus\/topics$/, replacement: source("topics.ts") },
  { find: /^decnet-bus\/sse$/, replacement: source("sse/index.ts") },
  { find: /^decnet-bus\/testing$/, replacement: source("testing/index.ts") },
  { find: /^decnet-bus\/broker$/, replacement: source("daemon/index.ts") },
  { find: /^decnet-bus\/wire$/, replacement: source("wire/index.ts") },
];

/** What is in none of the first two suites. */
const OTHERS = ["system", "systemd", "elsewhere", "conformance", "examples/live-topology"].map(
  (name) => `test/${name}/**`,
);

export default defineConfig({
  test: {
    // Processes and not threads: tests open sockets, change the environment and the umask, and start other processes.
    pool: "forks",
    // As many as there are cores; by default one is left to whoever sits in front of it, which on two of them is half.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 5000,
    unstubEnvs: true,
    reporters: ["default", "./tools/count-reporter.ts"],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "html", "lcov"],
      // A floor, not a goal.
      thresholds: { statements: 95, branches: 93, functions: 95, lines: 95 },
    },
    projects: [
      {
        extends: true,
        resolve: { alias: publicNames },
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: OTHERS },
      },
      {
        extends: true,
        resolve: { alias: publicNames },
        test: {
          name: "types",
          include: [],
          typecheck: { enabled: true, only: true, checker: "tsc", include: ["test/**/*.test-d.ts"] },
        },
      },
      {
        extends: true,
        resolve: { alias: publicNames },
        // One file at a time: they share the host's users, its /run and its two cores.
        test: { name: "system", include: ["test/system/**/*.test.ts"], fileParallelism: false, testTimeout: 60_000 },
      },
      {
        extends: true,
        resolve: { alias: publicNames },
        // One after the other: each boots a machine, whose waits would grow with a neighbour's load.
        test: {
          name: "systemd",
          include: ["test/systemd/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        resolve: { alias: publicNames },
        test: { name: "conformance", include: ["test/conformance/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        extends: true,
        resolve: { alias: publicNames },
        test: { name: "example", include: ["test/examples/live-topology/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        extends: true,
        // It begins with the download of other Nodes.
        test: {
          name: "elsewhere",
          include: ["test/elsewhere/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        // One file at a time: each runs the whole example, and a browser.
        test: {
          name: "browser",
          include: ["examples/live-topology/test/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
