import { boardId } from "./cast.ts";
import type { Dice } from "./dice.ts";
import type { Reference } from "./reference/reference.ts";

/** A command before it is sent. */
export interface Command {
  readonly userId: string;
  readonly operation: string;
  readonly input: object;
}

/**
 * Makes up commands that fit the current state. Many target the same records, so that they
 * conflict.
 */
export class Commands {
  readonly #people: readonly string[];
  #marks = 0;

  constructor(people: readonly string[]) {
    this.#people = people;
  }

  next(dice: Dice, reference: Reference): Command {
    const userId = dice.pick(this.#people);
    const tasks = reference.taskIds;
    const rooms = reference.roomIds;
    const roll = dice.next();
    if (roll > 0.94) return this.#ofTheirOwn(userId, dice, reference, rooms);
    if (tasks.length === 0 || roll < 0.14) return this.#create(userId, dice);
    if (roll < 0.3) return this.#inRoom(userId, dice, reference, rooms);
    // The newest tasks get most of the commands.
    const taskId = dice.pick(tasks.slice(-3));
    if (roll < 0.42) return this.#comment(userId, dice, reference, taskId);
    return this.#onTask(userId, dice, reference, taskId);
  }

  /** Returns a mark that no other text of the run has. */
  mark(kind: "t" | "m" | "c"): string {
    return `#${kind}${++this.#marks}#`;
  }

  #create(userId: string, dice: Dice): Command {
    const title = `${this.mark("t")} ${dice.pick(["routine", "special"])}`;
    return { userId, operation: "tasks.create", input: { boardId, title } };
  }

  #onTask(userId: string, dice: Dice, reference: Reference, taskId: string): Command {
    const onTask = { boardId, taskId };
    const mark = reference.markOf(taskId);
    const { boss, chief } = this.#leaders;
    const of = (who: string, operation: string, input: object): Command => ({
      userId: who,
      operation,
      input,
    });
    const assigneeId = dice.pick([...this.#people, null]);
    const roll = dice.next();
    // Some people decide on what they saw before the last change, or before all changes.
    const versions = reference.versionsOf(taskId);
    const age = Math.floor(((roll * 1e6) % 1) ** 3 * versions.length);
    const onSeen = { ...onTask, version: versions.at(-1 - age) };
    const { state, requesterId } = reference.stateOf(taskId);
    // Many edits come between the two decisions.
    if (state === "checked" && roll < 0.22)
      return of(requesterId, "tasks.edit", {
        ...onTask,
        title: `${mark} routine ${versions.length} edited`,
      });
    if (roll < 0.1) return of(dice.chance(0.7) ? boss : userId, "tasks.check", onSeen);
    if (roll < 0.3) return of(dice.chance(0.7) ? boss : userId, "tasks.approve", onSeen);
    if (roll < 0.35)
      return of(dice.pick([boss, userId]), "tasks.reject", { ...onSeen, reason: `no ${mark}` });
    if (roll < 0.39) return of(userId, "tasks.resubmit", onTask);
    if (roll < 0.41) return of(userId, "tasks.cancel", onTask);
    if (roll < 0.42) return of(userId, "tasks.restore", onTask);
    if (roll < 0.43) return of(userId, "tasks.reopen", onTask);
    if (roll < 0.46)
      return of(userId, "tasks.edit", { ...onTask, title: `${mark} routine ${versions.length}` });
    if (roll < 0.55)
      return of(chief, "subtasks.create", { ...onTask, title: `part of ${mark}`, assigneeId });
    const subtaskIds = reference.subtaskIds(taskId);
    if (subtaskIds.length === 0) return of(chief, "tasks.approve", onSeen);
    const onSubtask = { ...onTask, subtaskId: dice.pick(subtaskIds) };
    if (roll < 0.77) return of(chief, "subtasks.assign", { ...onSubtask, assigneeId });
    if (roll < 0.79)
      return of(chief, "subtasks.edit", { ...onSubtask, title: `first of ${mark}`, position: 0 });
    if (roll < 0.82) return of(chief, "subtasks.cancel", onSubtask);
    if (roll < 0.95) return of(dice.pick([userId, chief]), "subtasks.complete", onSubtask);
    if (roll < 0.97) return of(chief, "subtasks.restore", onSubtask);
    return of(userId, "subtasks.reopen", onSubtask);
  }

  #comment(userId: string, dice: Dice, reference: Reference, taskId: string): Command {
    const onTask = { boardId, taskId };
    const posts = reference.postsIn(taskId);
    const text = this.#said(dice, "c");
    const roll = dice.next();
    if (posts.length === 0 || roll < 0.5) {
      const replyTo = posts.length > 0 && dice.chance(0.3) ? { replyTo: dice.pick(posts) } : {};
      return { userId, operation: "comments.post", input: { ...onTask, text, ...replyTo } };
    }
    const commentId = dice.pick(posts);
    if (roll < 0.65)
      return { userId, operation: "comments.edit", input: { ...onTask, commentId, text } };
    const operation =
      roll < 0.8
        ? "comments.delete"
        : dice.pick(["comments.resolve", "comments.reopen", "comments.read"]);
    return { userId, operation, input: { ...onTask, commentId } };
  }

  #inRoom(userId: string, dice: Dice, reference: Reference, rooms: readonly string[]): Command {
    const roll = dice.next();
    if (roll < 0.05)
      return {
        userId,
        operation: "rooms.direct",
        input: { boardId, userId: dice.pick(this.#people) },
      };
    if (rooms.length === 0 || roll < 0.1) {
      const memberIds = this.#people.filter(() => dice.chance(0.5));
      return { userId, operation: "rooms.create", input: { boardId, name: "Room", memberIds } };
    }
    const roomId = dice.pick(rooms.slice(-2));
    const onRoom = { boardId, roomId };
    const other = dice.pick(this.#people);
    if (roll < 0.16)
      return { userId, operation: "roomMembers.add", input: { ...onRoom, userId: other } };
    if (roll < 0.2)
      return { userId, operation: "roomMembers.remove", input: { ...onRoom, userId: other } };
    if (roll < 0.23) return { userId, operation: "rooms.leave", input: onRoom };
    if (roll < 0.27)
      return {
        userId,
        operation: "rooms.edit",
        input: { ...onRoom, name: "Hall", archived: dice.chance(0.2) },
      };
    const posts = reference.postsIn(roomId);
    const text = this.#said(dice, "m");
    if (posts.length === 0 || roll < 0.65) {
      const replyTo = posts.length > 0 && dice.chance(0.2) ? { replyTo: dice.pick(posts) } : {};
      return { userId, operation: "messages.post", input: { ...onRoom, text, ...replyTo } };
    }
    const messageId = dice.pick(posts);
    if (roll < 0.75)
      return { userId, operation: "messages.edit", input: { ...onRoom, messageId, text } };
    if (roll < 0.85)
      return { userId, operation: "messages.delete", input: { ...onRoom, messageId } };
    return { userId, operation: "rooms.read", input: { ...onRoom, messageId } };
  }

  /** Commands on a person's own inbox and preferences. */
  #ofTheirOwn(userId: string, dice: Dice, reference: Reference, rooms: readonly string[]): Command {
    const ids = reference.notifications.idsOf.get(userId) ?? [];
    const roll = dice.next();
    if (ids.length > 0 && roll < 0.3)
      return { userId, operation: "inbox.read", input: { ids: [dice.pick(ids)] } };
    if (ids.length > 0 && roll < 0.5)
      return { userId, operation: "inbox.done", input: { ids: [dice.pick(ids)] } };
    if (roll < 0.7) return { userId, operation: "inbox.read", input: {} };
    const targets = [`board:${boardId}`, ...reference.taskIds.slice(-3).map((id) => `task:${id}`)];
    const target = dice.pick([...targets, ...rooms.map((id) => `room:${id}`)]);
    return {
      userId,
      operation: "preferences.set",
      input: { target, level: dice.pick(["all", "mentions", "none", null]) },
    };
  }

  #said(dice: Dice, kind: "m" | "c"): string {
    const whom = dice.chance(0.4) ? ` @${dice.pick([...this.#people, "everyone"])} look` : "";
    return `${this.mark(kind)}${whom}`;
  }

  get #leaders(): { readonly chief: string; readonly boss: string } {
    return { chief: "chief", boss: this.#people.includes("boss") ? "boss" : "chief" };
  }
}
