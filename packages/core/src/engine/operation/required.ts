/**
 * Returns a record of an operation's target.
 *
 * @throws {Error} if the target has no such record. It is a mistake in the app's code, so `onError` gets it.
 */
export function required<T>(fact: T | undefined): T {
  if (fact === undefined)
    throw new Error(
      'The operation\'s `run` asks for a record that its `target` does not load. Give it another `target`: "task" also loads the board, and "subtask" loads all three.',
    );
  return fact;
}
