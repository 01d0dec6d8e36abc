// A broker as steps see it, whether it is under test or the runner itself.

/** What steps may do with a broker. Each but `socket` may throw Skip. */
export interface BrokerControl {
  readonly socket: string;
  /** Asks it to stop in order. */
  stop(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
}
