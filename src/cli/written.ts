// The end of a process takes what a slow reader has not taken yet: a pager, or a program with other things to do.

/** Resolves when all that was written to `stream` has left, or cannot any more. A reader that takes its time is waited for. */
export function written(stream: Pick<NodeJS.WriteStream, "write">): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
