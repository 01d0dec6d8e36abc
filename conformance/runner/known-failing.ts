// A list of cases that an implementation is known to fail: one id a line, `#` begins a comment. It must tell the truth: a case on it that
// passes fails the run, and so does a line that is no case.

export class KnownFailing {
  readonly #lines: readonly string[];

  constructor(text: string) {
    this.#lines = text
      .split("\n")
      .map((line) => line.replace(/#.*$/, "").trim())
      .filter((line) => line !== "");
  }

  /** Whether the case, or all variants of it, are listed. */
  has(id: string): boolean {
    return this.#lines.includes(id) || this.#lines.includes(withoutVariant(id));
  }

  /** Lines that name none of these cases. */
  strangers(ids: readonly string[]): readonly string[] {
    const known = new Set(ids.flatMap((id) => [id, withoutVariant(id)]));
    return this.#lines.filter((line) => !known.has(line));
  }
}

function withoutVariant(id: string): string {
  return id.replace(/\[.*$/, "");
}
