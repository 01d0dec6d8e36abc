// A Vitest reporter whose last words can be counted by a machine: `N passed, N failed, N skipped`, alone on the last line
// of the run, without colours. It stands beside Vitest's own reporter, which shows the failures to people.
//
// Nothing that went wrong may hide from the count. A file that cannot be loaded, a failed hook, an error outside of any
// test count as failures, one each; so does a run that fails for a reason that is no test's (no test files found, say).
// Skipped tests are listed by name and reason right before, because a skip that nobody reads is a hole in the suite.

import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason } from "vitest/node";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Includes tests that are still to be written (`test.todo`). */
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

export default class CountReporter implements Reporter {
  #counts: Counts | undefined;

  // The line is printed when the process ends and not when the tests do: whatever other reporters, coverage or a
  // process that would not close still have to say, it stays the last one.
  onInit(): void {
    process.once("exit", (exitCode) => {
      const counts = this.#counts ?? { passed: 0, failed: 0, skipped: [] };
      const failed = counts.failed === 0 && exitCode !== 0 ? 1 : counts.failed;
      process.stdout.write(`\n${closingLines({ ...counts, failed }).join("\n")}\n`);
    });
  }

  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandled: ReadonlyArray<SerializedError>,
    reason: TestRunEndReason,
  ): void {
    const counts = countAll(modules, unhandled.length);
    this.#counts = { ...counts, failed: counts.failed === 0 && reason !== "passed" ? 1 : counts.failed };
  }
}

/** The list of skipped tests, and the counting line after it. */
export function closingLines({ passed, failed, skipped }: Counts): readonly string[] {
  const list = skipped.map(({ name, reason }) => `  - ${name}: ${reason}`);
  const heading = list.length === 0 ? [] : [`SKIPPED, so not tested here (${list.length}):`, ...list, ""];
  return [...heading, `${passed} passed, ${failed} failed, ${skipped.length} skipped`];
}

function countAll(modules: ReadonlyArray<TestModule>, unhandled: number): Counts {
  let passed = 0;
  let failed = unhandled;
  const skipped: SkippedTest[] = [];
  for (const module of modules) {
    failed += failuresOutsideTests(module);
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === "passed") passed++;
      else if (result.state === "skipped") skipped.push({ name: nameOf(test), reason: reasonOf(test, result.note) });
      else failed++; // also "pending": a run that was cut short did not see it pass
    }
  }
  return { passed, failed, skipped };
}

/** Files that could not be loaded, and hooks of files and suites that failed. */
function failuresOutsideTests(module: TestModule): number {
  let failures = module.errors().length;
  for (const suite of module.children.allSuites()) failures += suite.errors().length;
  return failures;
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function reasonOf(test: TestCase, note: string | undefined): string {
  if (note !== undefined && note !== "") return note;
  if (test.options.mode === "todo") return "to do";
  return "no reason given (say it with context.skip(reason))";
}
