import { TaskwireError, toErrorBody } from "../../src/errors.ts";
import type { TaskwireOptions } from "../../src/options/options.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import type { approvalWorkflow } from "../../src/workflow/approval.ts";

type Options = Omit<TaskwireOptions<typeof approvalWorkflow, Record<never, never>>, "runtime">;

/**
 * A board with Dao and Nok (ADMIN), Lek and Mali (ADMIN_LIMITED), and Ann (ADMIN) who is on no
 * board. Lek has created a room with Dao, and requested a task.
 */
export async function startConversation(options: Options = {}) {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ ...options, runtime, onError() {} });
  await taskwire.open();
  const roles = {
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
    mali: "ADMIN_LIMITED",
    ann: "ADMIN",
  };
  for (const [id, role] of Object.entries(roles))
    await taskwire.system.users.put({ id, name: names[id] ?? id, role });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "nok", "lek", "mali"])
    await taskwire.system.members.add({ boardId, userId });
  const lek = taskwire.as({ userId: "lek" });
  const room = await lek.rooms.create({ boardId, name: "Showroom", memberIds: ["dao"] });
  const { task } = await lek.tasks.create({ boardId, title: "Sell the blue one" });
  return {
    runtime,
    taskwire,
    boardId,
    roomId: room.id,
    taskId: task.id,
    as: (userId: string) => taskwire.as({ userId }),
    /** Posts a message in the room. */
    say: (userId: string, text: string) =>
      taskwire.as({ userId }).messages.post({ boardId, roomId: room.id, text }),
  };
}

const names: { [id: string]: string } = {
  dao: "ดาว",
  lek: "เล็ก",
  nok: "Nok",
  mali: "มะลิ",
  ann: "Ann",
};

/** The error of a failing call, as its caller gets it. */
export async function failure(call: Promise<unknown>) {
  const error = await call.then(
    () => new TaskwireError("internal", "It worked."),
    (error: unknown) => error,
  );
  return toErrorBody(error);
}
