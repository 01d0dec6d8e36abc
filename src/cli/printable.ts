// Text from elsewhere, on its way to a terminal. A publisher decides what stands in an event; it must not decide what the terminal of
// a subscriber does: clear itself, change its title, or show the line in another order than it was written.

const STEERS_A_TERMINAL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** `text` with control characters as JSON writes them (`\u001b`), so that JSON stays the JSON it was. */
export function printable(text: string): string {
  return text.replaceAll(
    STEERS_A_TERMINAL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
