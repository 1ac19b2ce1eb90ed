import { describe, expect, test } from "vitest";
import { startOutside } from "./outside.ts";

const quotas = { notificationsToOnePerHour: 3, notificationsPerHour: 8 };
const hourMs = 3_600_000;

describe("notifications that one person causes for another (H10)", () => {
  test("the fourth in an hour is suppressed, and the author's answer says whom it did not reach", async () => {
    const { say, unreadOf } = await startOutside({ quotas });
    for (let i = 0; i < 3; i++) expect((await say("lek", "Hi @dao")).unreached).toEqual([]);
    expect((await say("lek", "Hi @dao @nok")).unreached).toEqual([
      { start: 3, end: 7, why: "quota" },
    ]);
    expect([await unreadOf("dao"), await unreadOf("nok")]).toEqual([3, 1]);
  });

  test("others still reach the recipient", async () => {
    const { say, unreadOf } = await startOutside({ quotas });
    for (let i = 0; i < 5; i++) await say("lek", "Hi @dao");
    expect((await say("mali", "Hi @dao")).unreached).toEqual([]);
    expect(await unreadOf("dao")).toBe(4);
  });

  test("requests for approval count too, although mutes don't stop them", async () => {
    const { call, unreadOf } = await startOutside({ quotas });
    await call("dao", "preferences.set", {
      target: "board:sales",
      level: "none",
      boardId: undefined,
    });
    for (let i = 0; i < 5; i++) await call("lek", "tasks.create", { title: `Task ${i}` });
    expect(await unreadOf("dao")).toBe(3);
  });

  test("explain says that the notification was over the quota", async () => {
    const { one, say, call } = await startOutside({ quotas });
    const events: string[] = [];
    one.on("message.posted", ({ id }) => void events.push(id));
    for (let i = 0; i < 4; i++) await say("lek", "Hi @dao");
    const about = { eventId: events[3], boardId: undefined };
    expect((await call("dao", "notifications.explain", about)).outcomes).toEqual([
      expect.objectContaining({
        userId: "dao",
        reason: "mention",
        outcome: "suppressed",
        step: "quota",
        rule: "recipient",
      }),
    ]);
  });

  test("after an hour and a quarter, everything is allowed again", async () => {
    const { runtime, say, unreadOf } = await startOutside({ quotas });
    for (let i = 0; i < 4; i++) await say("lek", "Hi @dao");
    await runtime.advance(hourMs / 2);
    expect((await say("lek", "Hi @dao")).unreached).toHaveLength(1);
    await runtime.advance(hourMs * 0.75);
    expect((await say("lek", "Hi @dao")).unreached).toEqual([]);
    expect(await unreadOf("dao")).toBe(4);
  });
});

describe("notifications that one person causes in all", () => {
  test("those beyond the quota are suppressed", async () => {
    const { one, say, unreadOf } = await startOutside({
      quotas: { notificationsPerHour: 4 },
    });
    const events: string[] = [];
    one.on("message.posted", ({ id }) => void events.push(id));
    await say("lek", "Hi @dao @nok @mali");
    expect((await say("lek", "Hi @dao @nok @mali")).unreached).toEqual([
      { start: 8, end: 12, why: "quota" },
      { start: 13, end: 18, why: "quota" },
    ]);
    expect([await unreadOf("dao"), await unreadOf("nok"), await unreadOf("mali")]).toEqual([
      2, 1, 1,
    ]);
    const eventId = events[1] ?? "";
    const { outcomes } = await one.system.notifications.explain({ eventId, userId: "nok" });
    expect(outcomes).toMatchObject([{ step: "quota", rule: "sender" }]);
  });

  test("muted people count, so what is left tells nothing about them", async () => {
    const { say, call } = await startOutside({ quotas: { notificationsPerHour: 2 } });
    await call("dao", "preferences.set", {
      target: "board:sales",
      level: "none",
      boardId: undefined,
    });
    await say("lek", "Hi @dao @nok");
    expect((await say("lek", "Hi @mali")).unreached).toHaveLength(1);
  });

  test("a preview says the same", async () => {
    const { say, call } = await startOutside({ quotas: { notificationsPerHour: 1 } });
    await say("lek", "Hi @dao");
    const input = { boardId: "sales", title: "A holiday" };
    const { outcomes } = await call("lek", "notifications.preview", {
      operation: "tasks.create",
      input,
      boardId: undefined,
    });
    expect(
      outcomes.map(({ userId, step }: { userId: string; step: string }) => [userId, step]),
    ).toEqual([
      ["dao", "quota"],
      ["nok", "quota"],
    ]);
  });

  test("calls of the app's own code are not counted, on behalf of a person neither", async () => {
    const { one, boardId, roomId, say, unreadOf } = await startOutside({ quotas });
    const lek = one.as({ userId: "lek" });
    for (let i = 0; i < 5; i++) await lek.messages.post({ boardId, roomId, text: "Hi @dao" });
    expect((await say("lek", "Hi @dao")).unreached).toEqual([]);
    expect(await unreadOf("dao")).toBe(6);
  });

  test("an edit that mentions nobody anew is not over the quota", async () => {
    const { say, call } = await startOutside({ quotas: { notificationsPerHour: 1 } });
    const { id: messageId } = await say("lek", "Hi @dao");
    const edit = { roomId: "talk", messageId, text: "Hello @dao" };
    expect((await call("lek", "messages.edit", edit)).unreached).toEqual([]);
    const wider = { ...edit, text: "Hello @dao @nok" };
    expect((await call("lek", "messages.edit", wider)).unreached).toHaveLength(1);
  });
});

describe("on several nodes", () => {
  test("notifications that a person has caused on one node count on the other", async () => {
    const { runtime, other, say, unreadOf } = await startOutside({
      quotas: { notificationsToOnePerHour: 8 },
    });
    for (let i = 0; i < 8; i++) await say("lek", "Hi @dao");
    await runtime.advance(1_000);
    for (let i = 0; i < 8; i++) await say("lek", "Hi @dao", other);
    // Reports of other nodes take seven eighths of a quota at most, because they could be forged.
    expect(await unreadOf("dao")).toBe(9);
  });
});
