import { commentsStore } from "@taskwire/client/comments";
import { boardId } from "./cast.ts";
import type { Command } from "./commands.ts";
import type { Dice } from "./dice.ts";
import { count, type RunContext } from "./run-context.ts";
import { watched } from "./watched.ts";
import type { Watcher } from "./watcher.ts";

/** A text given to a store to post. */
export interface PostedText {
  readonly text: string;
  readonly isSending: () => boolean;
}

/**
 * Actions of people on a page besides giving commands. They open comments, type, and post through a
 * store.
 */
export class PageActions {
  readonly #context: RunContext;
  readonly #mark: () => string;

  constructor(context: RunContext, mark: () => string) {
    this.#context = context;
    this.#mark = mark;
  }

  /** Opens a task's comments, types, or posts a comment through the store. */
  act(watcher: Watcher, dice: Dice): PostedText | undefined {
    const roll = dice.next();
    const { client, userId, comments } = watcher;
    if (client.closed) return undefined;
    const { now } = this.#context.past;
    if (comments.size === 0 || roll < 0.4) {
      // Sometimes a task that the person can't see; the store then has to report it as gone.
      const tasks = dice.chance(0.9) ? now.visible(userId) : now.taskIds;
      const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-3)) : undefined;
      if (taskId !== undefined && comments.size < 2 && !comments.has(taskId)) {
        comments.set(taskId, watched(commentsStore(client, { boardId, taskId })));
        count(this.#context, "commentStores");
      }
      return undefined;
    }
    const open = [...comments.values(), ...watcher.rooms.values()].filter(
      (store) => store.getSnapshot().status === "ready",
    );
    if (open.length === 0) return undefined;
    if (roll < 0.8) {
      dice.pick(open).typing();
      return undefined;
    }
    const store = dice.pick([...comments.values()]);
    if (store.getSnapshot().status !== "ready") return undefined;
    const text = this.#mark();
    const id = store.post(text);
    count(this.#context, "written");
    return {
      text,
      isSending: () =>
        store
          .getSnapshot()
          .comments.some((comment) => comment.id === id && comment.state === "sending"),
    };
  }

  /** A preference that asks for fewer notifications: none for a while, or none of one kind. */
  quieter(userId: string, dice: Dice): Command {
    const { past, runtime } = this.#context;
    const rooms = past.now.roomsOf(userId).map((id) => `room:${id}`);
    const target = dice.pick([
      `board:${boardId}`,
      ...rooms,
      ...past.now.visible(userId).map((id) => `task:${id}`),
    ]);
    const muteUntil = new Date(runtime.now() + dice.between(1_000, 60_000)).toISOString();
    const less = dice.chance(0.5)
      ? { muteUntil }
      : { off: [dice.pick(["mention", "comment", "assigned"])] };
    return { userId, operation: "preferences.set", input: { target, ...less } };
  }

  /** A query with a small result, which must reveal no more than the person may know. */
  question(userId: string, dice: Dice): readonly [operation: string, input: object] {
    const { now } = this.#context.past;
    const tasks = dice.chance(0.6) ? now.visible(userId) : now.taskIds;
    const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-5)) : "none";
    const roomId = now.roomIds.length > 0 ? dice.pick(now.roomIds) : "none";
    return dice.pick<readonly [string, object]>([
      ["members.list", { boardId }],
      ["tasks.counts", { boardId }],
      ["tasks.available", { boardId, taskId }],
      ["tasks.why", { boardId, taskId, action: "approve" }],
      ["roomMembers.list", { boardId, roomId }],
      ["comments.counts", { boardId, taskIds: [taskId] }],
      ["comments.suggest", { boardId, taskId }],
      ["messages.suggest", { boardId, roomId }],
      ["work.open", {}],
      ["inbox.open", {}],
      ["inbox.list", { limit: 5 }],
      ["preferences.list", {}],
      ["boards.list", {}],
    ]);
  }
}
