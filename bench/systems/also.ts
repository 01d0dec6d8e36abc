// Any other broker that speaks the protocol of decnet-bus: `--also 'NAME=COMMAND {socket}'`, where {socket} is where it shall listen.

import { join } from "node:path";
import type { System } from "./system.ts";

/** @throws Error if `text` is not of that form. */
export function parseAlso(text: string): System {
  const parts = /^([^=]+)=(.*\{socket\}.*)$/su.exec(text);
  if (parts === null)
    throw new Error(`--also ${text}: say it as 'NAME=COMMAND {socket}', for example 'other=node other.js {socket}'.`);
  const [, name = "", command = ""] = parts;
  return {
    name,
    protocol: "decnet",
    launch: (folder) => {
      const path = join(folder, "also.sock");
      // The shell becomes the command, so that ending the process ends the command.
      const args = ["-c", `exec ${command.replaceAll("{socket}", `'${path}'`)}`];
      return { command: "sh", args, endpoint: { path } };
    },
  };
}
