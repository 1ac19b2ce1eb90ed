import { createTaskwire, type Observer, TaskwireError } from "@taskwire/core";

/** A node with the board `sales`. Dao approves its tasks, and Lek requests them. */
export async function observedApp(observers: readonly Observer[]) {
  const taskwire = createTaskwire({ observers, quotas: { openRequests: 1 }, onError() {} });
  taskwire.react("invoice", "task.approved", () => {
    throw new Error("no account");
  });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  await taskwire.system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of ["dao", "lek"])
    await taskwire.system.members.add({ boardId: "sales", userId });
  return taskwire;
}

/** Calls an operation. Resolves to `ok`, or to the code of the error. */
export const outcomeOf = (
  taskwire: Awaited<ReturnType<typeof observedApp>>,
  ...[userId, operation, input, key]: [string, string, unknown, string?]
): Promise<string> =>
  taskwire.call(userId, operation, input, key).then(
    () => "ok",
    (error: unknown) => {
      if (error instanceof TaskwireError) return error.code;
      throw error;
    },
  );

/** The value of a series in a text of metrics. 0 if there is none. */
export function valueIn(text: string, series: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
