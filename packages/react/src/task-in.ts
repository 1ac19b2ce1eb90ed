/**
 * Returns the task with this id out of the tasks of a board. They are sorted by their ids, so it
 * looks at a dozen of a thousand tasks. Use it in a selector that needs a few tasks.
 *
 * @param tasks the `tasks` of a board, all of them
 * @example
 * ```ts
 * const titles = useBoard("sales", ({ tasks }) => [taskId].map((id) => taskIn(tasks, id)?.title));
 * ```
 */
export function taskIn<Task extends { readonly id: string }>(
  tasks: readonly Task[],
  id: string,
): Task | undefined {
  let [from, to] = [0, tasks.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const task = tasks[middle];
    if (task?.id === id) return task;
    if (String(task?.id) > id) from = middle + 1;
    else to = middle;
  }
  return undefined;
}
