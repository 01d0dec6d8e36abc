#!/usr/bin/env node
/// <reference types="node" />
// The first lines of the command, in JavaScript that an old Node can read: so that it can say that it is too old.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`decnet: needs Node 22.12 or newer; this is ${process.version} (${process.execPath}).\n`);
  process.exit(78);
}

/** @param {NodeJS.ErrnoException} error */
function endIfNobodyReads(error) {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

// `decnet … | head`: whoever reads has had enough, which is no error.
process.stdout.on("error", endIfNobodyReads);

// oclif wants to know the shell, and without this asks for the user's entry in /etc/passwd, which the user of a container often lacks.
if (process.env.SHELL === undefined) process.env.SHELL = "";

const { execute } = await import("@oclif/core");
await execute({ dir: import.meta.url });
