import type { TaskwireOptions } from "../../src/options/options.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { memoryTransport } from "../../src/transport/memory.ts";

type Options = Pick<TaskwireOptions, "quotas">;

/** Limits of calls that no test here reaches. */
const limits = { callsPerSecond: 1e6, callBurst: 1e6 };

/**
 * Two nodes of one system, with a board of Dao and Nok (ADMIN), Lek and Mali (ADMIN_LIMITED), who are
 * all in one room. Calls come from outside, as over an adapter.
 */
export async function startOutside(options: Options = {}) {
  const runtime = fakeRuntime();
  const storage = memoryStorage();
  const transport = memoryTransport();
  const start = async () => {
    const node = createTaskwire({ storage, transport, runtime, limits, ...options });
    await node.open();
    return node;
  };
  const [one, other] = [await start(), await start()];
  const { users, boards, members } = one.system;
  const roles = {
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
    mali: "ADMIN_LIMITED",
  } as const;
  for (const [id, role] of Object.entries(roles))
    await users.put({ id, name: id, handle: id, role });
  const boardId = "sales";
  await boards.create({ id: boardId, name: "Sales" });
  for (const userId of Object.keys(roles)) await members.add({ boardId, userId });
  const roomId = "talk";
  await one.system.rooms.create({
    id: roomId,
    boardId,
    name: "Talk",
    memberIds: Object.keys(roles),
  });
  const unreadOf = async (userId: string) => (await one.as({ userId }).inbox.open()).unread;
  for (const userId of Object.keys(roles)) await one.as({ userId }).inbox.read();
  await runtime.settle();
  /** Calls an operation from outside on a node; the answer is the record, or the error. */
  const call = async (
    userId: string,
    operation: string,
    input: object = {},
    node = one,
    key?: string,
  ) =>
    JSON.parse(
      await node
        .admit(userId)
        .call(operation, JSON.parse(JSON.stringify({ boardId, ...input })), key),
    );
  const say = (userId: string, text: string, node = one, key?: string) =>
    call(userId, "messages.post", { roomId, text }, node, key);
  return { runtime, transport, one, other, boardId, roomId, call, say, unreadOf };
}

export type Outside = Awaited<ReturnType<typeof startOutside>>;
