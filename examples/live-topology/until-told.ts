/** Aborted by the first SIGTERM or SIGINT. A second one ends the process as always. */
export function untilTold(): AbortSignal {
  const told = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => told.abort());
  return told.signal;
}

/** For a program that has nothing to finish: it exits, so that what listens to `exit` ends what it has started. */
export function exitWhenTold(): void {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => process.exit(130));
}
