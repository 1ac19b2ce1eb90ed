interface Reader {
  readonly tasks: {
    get(on: {
      boardId: string;
      taskId: string;
    }): Promise<{ readonly task: { readonly version: number } }>;
  };
}

type Decision<Person extends Reader, Action extends keyof Person["tasks"]> = Extract<
  Person["tasks"][Action],
  (...parameters: never) => unknown
>;

/**
 * Decides on a task as a person does: reads it, and takes the action at the version that was read.
 *
 * @example
 * ```ts
 * await decide(taskwire.as({ userId: "nok" }), "approve", { boardId, taskId });
 * ```
 */
export async function decide<Person extends Reader, Action extends keyof Person["tasks"] & string>(
  person: Person,
  action: Action,
  input: Omit<Parameters<Decision<Person, Action>>[0], "version">,
  options?: Parameters<Decision<Person, Action>>[1],
): Promise<Awaited<ReturnType<Decision<Person, Action>>>> {
  const { boardId, taskId } = input as unknown as { boardId: string; taskId: string };
  const { version } = (await person.tasks.get({ boardId, taskId })).task;
  const tasks = person.tasks as unknown as {
    [name: string]: (input: object, options: unknown) => never;
  };
  return tasks[action]?.({ ...input, version }, options) as never;
}
