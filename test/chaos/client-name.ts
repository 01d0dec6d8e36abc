/** Of a client, and of its topic. */
export function clientName(index: number): string {
  return `c${index}`;
}
