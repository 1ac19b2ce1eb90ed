/**
 * The function that the contract suites need of a test runner. `test` of Vitest, node:test and Jest
 * fits.
 */
export type Test = (title: string, run: () => Promise<void>) => unknown;
