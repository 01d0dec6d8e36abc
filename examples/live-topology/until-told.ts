/** Aborted by the first SIGTERM or SIGINT. A second one ends the process as always. */
export function untilTold(): AbortSignal {
  const told = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => told.abort());
  return told.signal;
}
