#!/usr/bin/env node
/// <reference types="node" />
// `decnet bus conformance` under a name of its own, so that `npx decnet-bus-conformance` finds it.

process.argv.splice(2, 0, "bus", "conformance");
await import("./decnet.js");
