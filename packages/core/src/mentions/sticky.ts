/** Returns the end of a match that begins at `at`, or -1. The expression must be sticky. */
export function matchEnd(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : -1;
}

/** Whether a sticky expression matches at `at`. */
export function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  return matchEnd(sticky, text, at) >= 0;
}
