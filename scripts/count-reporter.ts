import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with the line `N passed, N failed, N skipped`, which machines can read. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const failedChecks = process.env.FAILED_CHECKS?.split(", ").filter(Boolean) ?? [];
    const count = { passed: 0, failed: failedChecks.length + unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that can't be loaded has no tests to count.
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === "pending" ? "failed" : state]++;
      }
    }
    // Prints after the default reporter's last lines.
    process.once("exit", () => {
      if (failedChecks.length > 0)
        console.error(`Not clean: ${failedChecks.join(", ")}; see the top of this output.`);
      console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    });
  }
}
