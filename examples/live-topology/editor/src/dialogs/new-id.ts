/** An id that nobody else has chosen, for a thing that is yet to be made: what is done to it next can name it already. */
export function newId(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
}
