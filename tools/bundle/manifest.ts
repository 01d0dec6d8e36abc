// oclif.manifest.json: what `--help` and the parser must know of each command, so that only the one that runs is loaded.

import { type Interfaces, Plugin } from "@oclif/core";

/**
 * The manifest of the package in `root`, as oclif itself makes it out of the built commands.
 * @throws Error if a command cannot be loaded.
 */
export async function manifestOf(root: string): Promise<Interfaces.Manifest> {
  const plugin = new Plugin({ root, isRoot: true, type: "core", ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  return plugin.manifest;
}
