// Whoever supervises the daemon, as the daemon sees it: somebody who wants to know how it is. systemd in production, nobody on a
// developer's machine, the test in a test.

/** What there is to tell. */
export interface News {
  /** A new state of ours. Each is told, in order. */
  readonly state?: "ready" | "reloading" | "stopping";
  /** What we do, in a line for people. Only the last one counts. */
  readonly status?: string;
  /** The event loop that serves the clients turns. */
  readonly alive?: true;
}

export interface ServiceManager {
  /** It has to hear that we are alive within this time, again and again. Undefined: it does not ask. */
  readonly watchdogMs: number | undefined;
  /** Tells it, some time soon; never waits and never throws. */
  tell(news: News): void;
  /** Resolves when all that there was to tell is told, or could not be. */
  told(): Promise<void>;
}

export const NO_SERVICE_MANAGER: ServiceManager = {
  watchdogMs: undefined,
  tell: () => {},
  told: () => Promise.resolve(),
};
