#!/usr/bin/env node
/// <reference types="node" />
// The first lines of the command, in JavaScript that an old Node can read: so that it can say that it is too old. The rest
// is the bundle that the build makes of src/cli/main.ts.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`decnet: needs Node 22.12 or newer; this is ${process.version} (${process.execPath}).\n`);
  process.exit(78);
}

/** @param {NodeJS.ErrnoException} error */
function endIfNobodyReads(error) {
  // `decnet … | head`: whoever reads has had enough, which is no error.
  if (error.code === "EPIPE") process.exit(0);
  // A full disk, or a terminal that is gone. EX_IOERR of sysexits.h, as in src/cli/exit-codes.ts.
  process.stderr.write(`decnet: cannot write the output: ${error.message}.\n`);
  process.exit(74);
}

process.stdout.on("error", endIfNobodyReads);
// Notes that nobody can read are no reason to end.
process.stderr.on("error", () => {});

// oclif wants to know the shell, and without this asks for the user's entry in /etc/passwd, which the user of a container often lacks.
if (process.env.SHELL === undefined) process.env.SHELL = "";

const bundle = new URL("../dist/cli/main.js", import.meta.url);
// To import it would be to read all of its exports, and load what they load.
if (!process.getBuiltinModule("node:fs").existsSync(bundle)) {
  const ways = "In a checkout, run npm run build; an installed package is damaged, install it again.";
  process.stderr.write(`decnet: is not built: there is no ${decodeURI(bundle.pathname)}. ${ways}\n`);
  process.exit(78);
}
await import(bundle.href);
