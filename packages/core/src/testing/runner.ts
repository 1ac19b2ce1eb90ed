/** The part of a test runner that the contract suites need: vitest's, node:test's and Jest's `test` fit. */
export type Test = (title: string, run: () => Promise<void>) => unknown;
