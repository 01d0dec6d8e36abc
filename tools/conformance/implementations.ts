// Everything of this repository that speaks the protocol, and how the suite starts it.

import { join } from "node:path";
import type { Side } from "../../conformance/runner/load-suite.ts";
import { PROJECT_ROOT } from "../run-buf.ts";

export interface Implementation {
  /** On the command line, and of its reports. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly side: Side;
  readonly command: readonly string[];
}

function node(...path: readonly string[]): readonly string[] {
  return [process.execPath, join(PROJECT_ROOT, ...path)];
}

/** What `decnet bus` runs, and what workers use, as they are built; the fake as tests import it; Python as Debian has it. */
export const IMPLEMENTATIONS: readonly Implementation[] = [
  { name: "daemon", title: "daemon", side: "broker", command: node("dist/cli/conformance-broker.js") },
  { name: "fake-bus", title: "fake bus", side: "broker", command: node("conformance/adapters/fake-broker.ts") },
  {
    name: "typescript",
    title: "TypeScript client",
    side: "client",
    command: node("dist/cli/conformance-client.js"),
  },
  {
    name: "fake-bus-client",
    title: "fake bus's client",
    side: "client",
    command: node("conformance/adapters/fake-client.ts"),
  },
  {
    name: "python",
    title: "Python client",
    side: "client",
    // A module of that folder, which is not installed.
    command: [
      "env",
      "-C",
      join(PROJECT_ROOT, "clients/python"),
      process.env["PYTHON"] ?? "/usr/bin/python3",
      "-m",
      "conformance",
    ],
  },
];
