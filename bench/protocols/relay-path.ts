// Where the relay takes subscribers; publishers connect to `path` itself.

export function subscribersPath(path: string): string {
  return `${path}.out`;
}
