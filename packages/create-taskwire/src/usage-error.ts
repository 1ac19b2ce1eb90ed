/** The command line is wrong. Nothing was written. */
export class UsageError extends Error {}
