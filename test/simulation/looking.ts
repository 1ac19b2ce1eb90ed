import { commentsStore } from "@taskwire/client/comments";
import { boardId } from "./cast.ts";
import type { Command } from "./commands.ts";
import type { Dice } from "./dice.ts";
import { count, type Ground } from "./ground.ts";
import type { Watcher } from "./watcher.ts";

/** A text that a store was given to post. */
export interface Written {
  readonly text: string;
  readonly isSending: () => boolean;
}

/** What somebody does in front of a page, beside giving commands. */
export class Looking {
  readonly #ground: Ground;
  readonly #mark: () => string;

  constructor(ground: Ground, mark: () => string) {
    this.#ground = ground;
    this.#mark = mark;
  }

  /** Opens a task's comments, types, or sends what was typed there. */
  look(watcher: Watcher, dice: Dice): Written | undefined {
    const roll = dice.next();
    const { client, userId, comments } = watcher;
    if (client.closed) return undefined;
    const { now } = this.#ground.past;
    if (comments.size === 0 || roll < 0.4) {
      // One that they don't see, now and then: there is nothing to hold then.
      const tasks = dice.chance(0.9) ? now.visible(userId) : now.taskIds;
      const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-3)) : undefined;
      if (taskId !== undefined && comments.size < 2 && !comments.has(taskId)) {
        comments.set(taskId, commentsStore(client, { boardId, taskId }));
        count(this.#ground, "commentStores");
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
    count(this.#ground, "written");
    return {
      text,
      isSending: () =>
        store
          .getSnapshot()
          .comments.some((comment) => comment.id === id && comment.state === "sending"),
    };
  }

  /** Somebody wants to hear less: nothing for a while, or nothing of some kind. */
  quieter(userId: string, dice: Dice): Command {
    const { past, runtime } = this.#ground;
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

  /** Something to ask for that says little, and must say no more than the person may know. */
  question(userId: string, dice: Dice): readonly [operation: string, input: object] {
    const { now } = this.#ground.past;
    const tasks = dice.chance(0.6) ? now.visible(userId) : now.taskIds;
    const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-5)) : "none";
    const rooms = now.topics.filter((topic) => topic.startsWith("room:"));
    const roomId = rooms.length > 0 ? dice.pick(rooms).slice("room:".length) : "none";
    return dice.pick<readonly [string, object]>([
      ["members.list", { boardId }],
      ["tasks.available", { boardId, taskId }],
      ["tasks.why", { boardId, taskId, action: "approve" }],
      ["roomMembers.list", { boardId, roomId }],
      ["comments.suggest", { boardId, taskId }],
      ["messages.suggest", { boardId, roomId }],
      ["inbox.open", {}],
      ["inbox.list", { limit: 5 }],
      ["preferences.list", {}],
      ["boards.list", {}],
    ]);
  }
}
