/** Where a match ends that starts at this index, or -1. The expression has to be sticky. */
export function matchEnd(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : -1;
}

/** Whether it matches at this index. */
export function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  return matchEnd(sticky, text, at) >= 0;
}
