// The manual page and the completions as files, where package.json and the Debian package find them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Interfaces } from "@oclif/core";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { commandPages } from "./commands.ts";
import { completionsOf } from "./completions.ts";
import { manualPage } from "./manual-page.ts";

/** Writes dist/man/decnet-bus.8 and dist/completions/decnet.SHELL below `root`. */
export function writeManual(root: string, manifest: Interfaces.Manifest): void {
  const commands = commandPages(manifest);
  write(join(root, "dist/man"), "decnet-bus.8", manualPage({ version: manifest.version, commands }));
  const templates = declaredTopics.map(({ template }) => template);
  const scripts = completionsOf({ commands, templates });
  for (const [shell, script] of Object.entries(scripts))
    write(join(root, "dist/completions"), `decnet.${shell}`, script);
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}
