import { expect, test } from "vitest";
import { jobs } from "../../src/model/job.ts";
import type { Notification } from "../../src/model/notification.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { startOffice } from "../support/office.ts";

/** An office beside a node whose reactions fail as long as `isAway` is true. */
async function startMailing() {
  const storage = memoryStorage();
  const office = await startOffice({ storage });
  const { boardId, runtime } = office;
  const mail = { isAway: true, seen: [] as Notification[] };
  const node = createTaskwire({ storage, runtime, onError() {} });
  node.react("mail", "notification.created", ({ data }) => {
    mail.seen.push(data.notification as Notification);
    if (mail.isAway) throw new Error("The mail server is away.");
  });
  await node.open();
  const lek = node.as({ userId: "lek" });
  const { id: roomId } = await lek.rooms.create({ boardId, name: "Hall", memberIds: ["nok"] });
  await runtime.settle();
  mail.seen.length = 0;
  const text = "PIN 4711, @nok";
  const { id: messageId } = await lek.messages.post({ boardId, roomId, text });
  await runtime.settle();
  /** The notifications of the calls that follow after the mail server is back. */
  const later = async () => {
    mail.isAway = false;
    mail.seen.length = 0;
    await runtime.advance(60_000);
    return mail.seen.filter((one) => one.messageId === messageId);
  };
  return { ...office, storage, node, lek, mail, later, where: { boardId, roomId, messageId } };
}

test("the first call of a reaction gets the notification with its words (C6)", async () => {
  const { mail, where, node } = await startMailing();
  expect(mail.seen.find((one) => one.messageId === where.messageId)).toMatchObject({
    userId: "nok",
    excerpt: "PIN 4711, @nok",
    actorName: "lek",
    withheld: false,
  });
  await node.close();
});

type Mailing = Awaited<ReturnType<typeof startMailing>>;

const ends: { readonly [way: string]: (mailing: Mailing) => Promise<unknown> } = {
  "the message is deleted": ({ lek, where }) => lek.messages.delete(where),
  "the reader leaves the room": ({ as, where: { boardId, roomId } }) =>
    as("nok").rooms.leave({ boardId, roomId }),
  "the reader is removed from the board": ({ as, boardId }) =>
    as("dao").members.remove({ boardId, userId: "nok" }),
  "the reader is disabled": ({ taskwire }) =>
    taskwire.system.users.put({ id: "nok", name: "nok", role: "ADMIN", disabled: true }),
};

test.each(Object.keys(ends))("a reaction is not called again after %s (C6)", async (way) => {
  const mailing = await startMailing();
  await ends[way]?.(mailing);
  expect(await mailing.later()).toEqual([]);
  await mailing.node.close();
});

test("a repeated call of a reaction gets the words as they are after an edit (C6)", async () => {
  const { lek, where, later, node } = await startMailing();
  await lek.messages.edit({ ...where, text: "ask me, @nok" });
  expect(await later()).toMatchObject([{ excerpt: "ask me, @nok" }]);
  await node.close();
});

test("jobs that wait hold no words (C6)", async () => {
  const { storage, node } = await startMailing();
  const query = { index: "due", equals: { status: "waiting" }, limit: 1_000 };
  const { records } = await storage.list(jobs.name, query);
  expect(records.map(({ fields }) => fields.reaction)).toContain("mail");
  expect(JSON.stringify(records)).not.toContain("4711");
  await node.close();
});
