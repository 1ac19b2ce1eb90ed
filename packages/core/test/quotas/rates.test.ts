import { describe, expect, test } from "vitest";
import { failure } from "../support/conversation.ts";
import { startOutside } from "./outside.ts";
import { refused } from "./refused.ts";

const hourMs = 3_600_000;

describe("messages and comments of a person", () => {
  test("the one after the quota is refused, with the time until the next is allowed", async () => {
    const { runtime, say, call } = await startOutside({ quotas: { postsPerHour: 3 } });
    const { task } = await call("lek", "tasks.create", { title: "Task" });
    await say("lek", "one");
    await call("lek", "comments.post", { taskId: task.id, text: "two" });
    await say("lek", "three");
    const error = await failure(say("lek", "four"));
    expect(error).toMatchObject({
      code: "rate_limited",
      details: { rule: "quota", quota: "postsPerHour" },
    });
    const { retryAfterMs } = error.details as { retryAfterMs: number };
    await runtime.advance(retryAfterMs - 1);
    await refused(say("lek", "four"));
    await runtime.advance(1);
    await say("lek", "four");
  });

  test("others can post, and the person can read, decide and delete", async () => {
    const { say, call, roomId } = await startOutside({ quotas: { postsPerHour: 1 } });
    const { id: messageId } = await say("dao", "one");
    await refused(say("dao", "two"));
    await say("lek", "mine");
    await call("dao", "rooms.open", { roomId });
    await call("dao", "messages.delete", { roomId, messageId });
  });

  test("a repeat with the same key gets its answer, also beyond the quota", async () => {
    const { one, say } = await startOutside({ quotas: { postsPerHour: 1 } });
    const first = await say("lek", "one", one, "a-key-of-lek");
    expect(await say("lek", "one", one, "a-key-of-lek")).toEqual(first);
  });

  test("a refused message takes nothing of the quota", async () => {
    const { say, call } = await startOutside({ quotas: { postsPerHour: 2 } });
    await say("lek", "one");
    await failure(call("lek", "messages.post", { roomId: "none", text: "no room" }));
    await say("lek", "two");
    await refused(say("lek", "three"));
  });
});

describe("the bytes that a person writes (H16)", () => {
  test("are bounded in a day, whatever the calls are", async () => {
    const { runtime, call } = await startOutside({ quotas: { bytesPerDay: 102_000 } });
    const description = "ก".repeat(5_000);
    let written = 0;
    for (let hour = 0; hour < 24; hour++) {
      for (let i = 0; i < 10; i++) {
        const created = await failureOrNull(
          call("lek", "tasks.create", { title: "T", description }),
        );
        if (created === null) written++;
        else
          expect(created).toMatchObject({
            code: "rate_limited",
            details: { quota: "bytesPerDay" },
          });
      }
      await runtime.advance(hourMs);
    }
    // A description takes 15,000 bytes, the rest of the event about 1,500, and each command 256.
    expect(written).toBe(6);
  });

  test("a deletion gives no bytes back, and is always possible", async () => {
    const { call } = await startOutside({ quotas: { bytesPerDay: 20_000 } });
    const description = "x".repeat(7_000);
    const { task } = await call("lek", "tasks.create", { title: "T", description });
    await call("lek", "tasks.create", { title: "T", description });
    await refused(call("lek", "tasks.create", { title: "T", description }));
    await failure(call("dao", "tasks.delete", { taskId: "none" }));
    await call("dao", "tasks.delete", { taskId: task.id });
    await refused(call("lek", "tasks.create", { title: "T", description }));
  });

  test("a person who can't write any more can still delete", async () => {
    const { say, call, roomId } = await startOutside({ quotas: { bytesPerDay: 5_000 } });
    const { id: messageId } = await say("lek", "one");
    for (let isFull = false; !isFull; ) isFull = (await failureOrNull(say("lek", "more"))) !== null;
    await call("lek", "messages.delete", { roomId, messageId });
    await refused(say("lek", "again"));
  });

  test("the other node counts them too", async () => {
    const { runtime, call, other } = await startOutside({ quotas: { bytesPerDay: 20_000 } });
    const description = "x".repeat(7_000);
    await call("lek", "tasks.create", { title: "T", description });
    await call("lek", "tasks.create", { title: "T", description });
    await runtime.advance(1_000);
    await refused(call("lek", "tasks.create", { title: "T", description }, other));
  });
});

async function failureOrNull(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return null;
  } catch (error) {
    return error;
  }
}
