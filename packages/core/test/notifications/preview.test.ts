import { expect, test } from "vitest";
import { notificationId } from "../../src/notifications/notification.ts";
import { failure } from "../support/conversation.ts";
import { startOffice } from "../support/office.ts";

const inShort = ({
  userId,
  reason,
  outcome,
}: {
  userId: string;
  reason: string;
  outcome: string;
}) => `${userId} ${reason} ${outcome}`;

test("a preview says whom a command would notify, and changes nothing", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const input = { boardId, title: "A holiday" };
  const { outcomes } = await office
    .as("lek")
    .notifications.preview({ operation: "tasks.create", input });
  expect(outcomes.map(inShort)).toEqual([
    "dao approval.requested notified",
    "nok approval.requested notified",
  ]);
  expect((await office.as("dao").tasks.list({ boardId })).tasks).toEqual([]);
  expect(await office.told("dao")).toEqual([]);
});

test("a preview fails where the command would, with the same message", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  const lek = office.as("lek");
  for (const [operation, input] of [
    ["tasks.approve", { boardId, taskId }],
    ["tasks.approve", { boardId, taskId: "none" }],
    ["tasks.create", { boardId, title: "" }],
  ] as const) {
    const [noun, verb] = operation.split(".") as ["tasks", "approve"];
    expect(await failure(lek.notifications.preview({ operation, input }))).toEqual(
      await failure(lek[noun][verb](input as never)),
    );
  }
  expect(
    await failure(lek.notifications.preview({ operation: "tasks.list", input: { boardId } })),
  ).toMatchObject({
    code: "invalid",
  });
});

test("other users' preferences are private: a preview names only recipients, and the system sees the rest", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const room = await office
    .as("dao")
    .rooms.create({ boardId, name: "Room", memberIds: ["nok", "lek"] });
  await office.as("nok").preferences.set({ target: `room:${room.id}`, level: "none" });
  await office.as("lek").preferences.set({ target: `room:${room.id}`, level: "all" });
  const operation = "messages.post";
  const input = { boardId, roomId: room.id, text: "@nok" };
  const { outcomes } = await office.as("dao").notifications.preview({ operation, input });
  expect(outcomes.map(inShort)).toEqual(["nok mention addressed"]);
  const whole = await office.taskwire.system.notifications.preview({ operation, input, as: "dao" });
  expect(whole.outcomes).toMatchObject([
    {
      userId: "nok",
      reason: "mention",
      outcome: "suppressed",
      rule: "level",
      level: "none",
      target: `room:${room.id}`,
    },
    { userId: "lek", reason: "message", outcome: "notified" },
  ]);
  const asAnother = office.as("lek").notifications.preview({ operation, input, as: "dao" });
  expect(await failure(asAnother)).toMatchObject({ code: "forbidden" });
});

test("users learn why they were notified or not, about themselves only", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const room = await office
    .as("dao")
    .rooms.create({ boardId, name: "Room", memberIds: ["nok", "lek"] });
  const muteUntil = new Date(office.runtime.now() + 1_000).toISOString();
  await office.as("nok").preferences.set({ target: `room:${room.id}`, muteUntil });
  await office.as("dao").messages.post({ boardId, roomId: room.id, text: "@nok and @lek" });
  const row = (await office.rows("lek")).at(-1);
  const eventId = row?.eventId ?? "";
  expect(row?.id).toBe(notificationId(eventId, "lek"));
  expect(await office.as("lek").notifications.explain({ eventId })).toMatchObject({
    outcomes: [{ userId: "lek", reason: "mention", outcome: "notified" }],
    notification: { id: row?.id },
  });
  const muted = {
    outcomes: [
      { userId: "nok", reason: "mention", outcome: "suppressed", step: "mute", rule: "muted" },
    ],
  };
  expect(await office.as("nok").notifications.explain({ eventId })).toMatchObject(muted);
  expect(
    await office.taskwire.system.notifications.explain({ eventId, userId: "nok" }),
  ).toMatchObject(muted);
  expect(
    await failure(office.as("lek").notifications.explain({ eventId, userId: "nok" })),
  ).toMatchObject({
    code: "forbidden",
  });
  // Nothing is recorded for the actor, or for an unknown event.
  const nothing = { outcomes: [], notification: null, channels: [] };
  expect(await office.as("dao").notifications.explain({ eventId })).toEqual(nothing);
  expect(await office.as("dao").notifications.explain({ eventId: "none.0" })).toEqual(nothing);
});

test("an explanation reveals nothing that the user may not see", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  await office.as("dao").comments.post({ boardId, taskId, text: "@everyone" });
  const eventId = (await office.rows("nok")).at(-1)?.eventId ?? "";
  expect(await office.as("mali").notifications.explain({ eventId })).toEqual({
    outcomes: [],
    notification: null,
    channels: [],
  });
  const { outcomes } = await office.taskwire.system.notifications.explain({
    eventId,
    userId: "mali",
  });
  expect(outcomes).toMatchObject([
    { reason: "mention.everyone", step: "visibility", rule: "may_not_read" },
  ]);
});
