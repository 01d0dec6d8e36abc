// What the daemon is told by signals: SIGTERM and SIGINT to stop, SIGHUP to read its configuration again. They are heard from the start: one
// that comes while the socket is being made must not leave it behind.

const STOP_SIGNALS = ["SIGTERM", "SIGINT"] as const;

export interface Signals {
  /** Resolves with the first signal to stop. A second one, while the first is being obeyed, has its usual effect. */
  readonly stop: Promise<NodeJS.Signals>;
  /** Calls `run` for each SIGHUP until it is time to stop; also, once, if one came before. */
  onReload(run: () => void): void;
  /** Hears no more. */
  close(): void;
}

export function hearSignals(): Signals {
  const { promise: stop, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let missed = false;
  let stopping = false;
  let reload = (): void => {
    missed = true;
  };
  const hangUp = (): void => {
    if (!stopping) reload();
  };
  const obey = (signal: NodeJS.Signals): void => {
    stopping = true;
    for (const other of STOP_SIGNALS) process.removeListener(other, obey);
    resolve(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, obey);
  process.on("SIGHUP", hangUp);
  return {
    stop,
    onReload: (run) => {
      reload = run;
      if (missed && !stopping) run();
    },
    close: () => {
      for (const signal of STOP_SIGNALS) process.removeListener(signal, obey);
      process.removeListener("SIGHUP", hangUp);
    },
  };
}
