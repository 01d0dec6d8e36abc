// A cause, and the way out of it: an error says both in a row, the doctor one below the other.

export interface Why {
  /** What was found, without a full stop. */
  readonly what: string;
  /** What to do, with the command. */
  readonly way: string;
}

export function sentences({ what, way }: Why): string {
  return `${what}. ${way}`;
}
