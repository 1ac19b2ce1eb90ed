import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { startOffice } from "../support/office.ts";

const daysMs = 31 * 86_400_000;

test("a notification is sent once, although its job runs again after the record of the message has expired", async () => {
  const inner = memoryStorage();
  let isDying = true;
  const storage = {
    ...inner,
    async close() {},
    async commit(commit: Parameters<typeof inner.commit>[0]) {
      const [write] = commit.writes;
      // The server dies after it has noted the notification, and before it deletes the job.
      const ends = commit.writes.length === 1 && write?.id.endsWith("/taskwire.channel_note/mail");
      if (isDying && ends && write?.kind === "delete") throw new Error("The server is dead.");
      return inner.commit(commit);
    },
  };
  const office = await startOffice({ storage });
  let skippedMs = 0;
  const sent: string[] = [];
  async function start(hasChannel: boolean) {
    const runtime = { ...office.runtime, now: () => office.runtime.now() + skippedMs };
    const node = createTaskwire({ storage, runtime, onError() {} });
    if (hasChannel)
      node.deliver("mail", { reasons: ["approval.requested"] }, ({ user, notifications }) => {
        sent.push(...notifications.map(({ id }) => `${user.id} ${id}`));
      });
    await node.open();
    return node;
  }
  const node = await start(true);
  const { boardId } = office;
  await node.as({ userId: "lek" }).tasks.create({ boardId, title: "A holiday" });
  await office.runtime.advance(5_000);
  await node.close();
  const first = [...sent];
  expect(first).toHaveLength(2);
  // Only a server without the channel runs for a month. It deletes the records of messages that were sent.
  skippedMs = daysMs;
  const other = await start(false);
  await office.runtime.advance(3_700_000);
  await other.close();
  isDying = false;
  const again = await start(true);
  await office.runtime.advance(60_000);
  expect(sent).toEqual(first);
  await again.close();
});
