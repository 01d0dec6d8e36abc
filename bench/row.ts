// A row of the benchmark: one question, measured with everybody who can answer it.

import type { RowResult } from "./result.ts";
import type { PeerVersions } from "./systems/index.ts";
import type { System } from "./systems/system.ts";

/** What a row is given. */
export interface Context {
  readonly quick: boolean;
  readonly repeats: number;
  /** Peers by name; undefined where not installed. */
  readonly versions: PeerVersions;
  /** Others that speak our protocol. */
  readonly also: readonly System[];
  /** Tells whoever waits how far it is. */
  readonly progress: (text: string) => void;
}

export interface Row {
  /** For `--only`. */
  readonly name: string;
  measure(context: Context): Promise<RowResult>;
}
