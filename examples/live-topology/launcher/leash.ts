// Loaded into every process of the example, before its own program: ends it when the launcher is gone, however that went. After a kill -9 of
// the launcher nobody else would.

/** As long as the launcher itself would have waited. */
const GRACE_MS = 5_000;

// The channel closes with the process at its other end.
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
});
// It is no reason to go on running.
process.channel?.unref();
