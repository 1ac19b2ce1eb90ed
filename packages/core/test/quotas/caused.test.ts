import { expect, test } from "vitest";
import { causedBy } from "../../src/engine/quotas/caused.ts";
import { ToldEvent } from "../../src/engine/records/told-event.ts";
import type { NewEvent } from "../../src/storage/storage.ts";

test("each notification of a command takes bytes of the quota, and one of each type is measured", () => {
  const made: string[] = [];
  const head = {
    id: "c.0",
    subject: "n",
    at: "2026-11-30T00:00:00.000Z",
    actor: "dao",
    records: null,
  };
  const told = (userId: string, type: string) =>
    new ToldEvent({ ...head, topic: `user:${userId}`, type }, () => {
      made.push(userId);
      return "x".repeat(100);
    });
  const posted: NewEvent = {
    ...head,
    topic: "room:r",
    type: "message.posted",
    audience: null,
    data: "กขค",
  };
  const events = [
    posted,
    ...["nok", "mali", "lek"].map((userId) => told(userId, "notification.created")),
    ...["boss", "mia"].map((userId) => told(userId, "notification.changed")),
  ];
  const { bytes, posts } = causedBy({ reads: [], writes: [], events, result: "null" }, []);
  expect({ bytes, posts }).toEqual({ bytes: 256 + 9 + 5 * 100, posts: 1 });
  expect(made).toEqual(["nok", "boss"]);
});

test.each(["letter.sent", "notification.sent"])(
  "an app's own records that people are told of with %s are measured one by one",
  (type) => {
    const head = {
      id: "c.0",
      subject: "n",
      at: "2026-11-30T00:00:00.000Z",
      actor: "dao",
      records: null,
    };
    const events = [10, 4_000, 20].map(
      (bytes) => new ToldEvent({ ...head, topic: "user:lek", type }, () => "x".repeat(bytes)),
    );
    const { bytes } = causedBy({ reads: [], writes: [], events, result: "null" }, []);
    expect(bytes).toBe(256 + 10 + 4_000 + 20);
  },
);
