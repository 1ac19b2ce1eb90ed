import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { failure, startConversation } from "./support/conversation.ts";

type World = Awaited<ReturnType<typeof startConversation>>;

const comment = ({ as, boardId, taskId }: World, userId: string, text: string, replyTo?: string) =>
  as(userId).comments.post({ boardId, taskId, text, ...(replyTo && { replyTo }) });

describe("a comment", () => {
  test("is visible to everyone on the board who sees the task", async () => {
    const world = await startConversation();
    const { as, boardId, taskId } = world;
    await comment(world, "lek", "Please look");
    await comment(world, "nok", "I will");
    const { comments } = await as("dao").comments.list({ boardId, taskId });
    expect(comments.map(({ text }) => text)).toEqual(["I will", "Please look"]);
    expect(await failure(as("mali").comments.list({ boardId, taskId }))).toEqual(
      await failure(as("mali").comments.list({ boardId, taskId: "no-such-task" })),
    );
  });

  test("is visible to a user who comes to see the task later", async () => {
    const world = await startConversation();
    const { as, boardId, taskId } = world;
    await comment(world, "lek", "before");
    await decide(as("dao"), "approve", { boardId, taskId });
    await as("dao").subtasks.create({ boardId, taskId, title: "Wash it", assigneeId: "mali" });
    expect((await as("mali").comments.list({ boardId, taskId })).comments).toHaveLength(1);
    await comment(world, "mali", "done soon");
  });

  test("mentions only users who see the task", async () => {
    const world = await startConversation();
    const { mentions } = await comment(world, "lek", "@ดาว @Nok @มะลิ");
    expect(mentions.map(({ id }) => id)).toEqual(["dao", "nok"]);
  });

  test("that answers an answer belongs to the first comment of its thread", async () => {
    const world = await startConversation();
    const root = await comment(world, "lek", "question");
    const answer = await comment(world, "dao", "answer", root.id);
    const again = await comment(world, "lek", "thanks", answer.id);
    expect([answer.replyTo, again.replyTo]).toEqual([root.id, root.id]);
  });

  test("can only answer comments on its own task", async () => {
    const world = await startConversation();
    const { as, boardId } = world;
    const { id } = await comment(world, "lek", "here");
    const { task: other } = await as("lek").tasks.create({ boardId, title: "Another" });
    const elsewhere = (replyTo: string) =>
      as("lek").comments.post({ boardId, taskId: other.id, text: "x", replyTo });
    expect(await failure(elsewhere(id))).toEqual(await failure(elsewhere("no-such-comment")));
  });

  test("does not change the task's version, so a decision on it stays possible", async () => {
    const world = await startConversation();
    const { as, boardId, taskId } = world;
    const { task } = await as("dao").tasks.get({ boardId, taskId });
    await comment(world, "lek", "by the way");
    await as("dao").tasks.approve({ boardId, taskId, version: task.version });
  });

  test("disappears from record and log when it is deleted", async () => {
    const storage = memoryStorage();
    const world = await startConversation({ storage });
    const { as, boardId, taskId } = world;
    const { id: commentId } = await comment(world, "lek", "a secret word");
    await as("lek").comments.delete({ boardId, taskId, commentId });
    expect((await as("dao").comments.list({ boardId, taskId })).comments).toMatchObject([
      { text: "", deletedBy: "lek" },
    ]);
    const log = await storage.events({ topic: `board:${boardId}`, before: "end", limit: 100 });
    expect(JSON.stringify(log)).not.toContain("secret");
  });
});

describe("a thread", () => {
  test("is resolved and reopened through its first comment", async () => {
    const world = await startConversation();
    const { as, boardId, taskId } = world;
    const root = await comment(world, "lek", "question");
    const answer = await comment(world, "dao", "answer", root.id);
    const on = (commentId: string) => ({ boardId, taskId, commentId });
    expect(await failure(as("lek").comments.resolve(on(answer.id)))).toMatchObject({
      code: "refused",
      details: { rule: "thread", commentId: root.id },
    });
    expect(await as("nok").comments.resolve(on(root.id))).toMatchObject({ resolvedBy: "nok" });
    const again = await as("dao").comments.resolve(on(root.id));
    expect(again.resolvedBy).toBe("nok");
    expect(await as("lek").comments.reopen(on(root.id))).toMatchObject({
      resolvedBy: null,
      resolvedAt: null,
    });
  });
});

test("suggests exactly the users who see the task", async () => {
  const { as, boardId, taskId } = await startConversation();
  const { suggestions } = await as("dao").comments.suggest({ boardId, taskId, query: "" });
  expect(suggestions.map(({ id }) => id)).toEqual(["everyone", "here", "nok", "dao", "lek"]);
});
