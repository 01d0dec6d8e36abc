// What is thrown when the broker and its model differ: the law that was broken, in words.

class LawBroken extends Error {
  override readonly name = "LawBroken";
}

/** `broken` is made only when it is needed: laws are asked a million times and broken once. */
export function law(holds: boolean, broken: () => string): asserts holds {
  if (!holds) throw new LawBroken(broken());
}

/** Both as text, side by side where they differ. */
export function same(what: string, found: unknown, expected: unknown): void {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  law(foundText === expectedText, () => `${what}: ${foundText}, and should be ${expectedText}`);
}
