// Names of the schema: those of this language, as cases and other languages write them.

/** `expect_closed` for expectClosed. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
