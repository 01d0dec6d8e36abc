// A broker that can be started: which command, how it is spoken to, and whether it is there at all.

import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { Launch } from "../processes.ts";
import { SEARCH_PATH } from "../processes.ts";
import type { ProtocolName } from "../protocols/index.ts";

export interface System {
  /** As it stands in tables. */
  readonly name: string;
  readonly protocol: ProtocolName;
  /** How to start it with its files in `folder`, which is its own. */
  launch(folder: string): Launch | Promise<Launch>;
}

/** What a command says of its version, or undefined if there is no such command. */
export function versionOf(command: string, flag: string, pattern: RegExp): string | undefined {
  const { stdout, stderr } = spawnSync(command, [flag], {
    encoding: "utf8",
    env: { ...process.env, PATH: SEARCH_PATH },
  });
  return pattern.exec(`${stdout}${stderr}`)?.[1];
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free loopback port.");
  return address.port;
}
