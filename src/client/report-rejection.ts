// Handlers are called and not waited for. An async function is taken for one all the same, by the compiler and by people; what it throws
// would end the process as an unhandled rejection, and take the worker with it.

/** `report` hears of what `result` rejects with, if it is a promise. */
export function reportRejection(result: unknown, report: (error: unknown) => void): void {
  if (result instanceof Promise) result.catch(report);
}
