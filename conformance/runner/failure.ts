// How a case ends that does not go as it says. Anything else that is thrown is a defect of the runner.

export class Failure extends Error {
  override readonly name = "Failure";
}

/** The case cannot be played here, and says why. */
export class Skip extends Error {
  override readonly name = "Skip";
}

/** There is nobody to play with: the command does not start, or does not answer as it should. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** What is not expected is not compared. @throws Failure */
export function compare<T>(what: string, actual: T, expected: T | undefined): void {
  if (expected !== undefined && actual !== expected)
    throw new Failure(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}
