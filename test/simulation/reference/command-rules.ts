import type { LoggedEvent } from "@taskwire/core/adapter";
import type { Erased, Visibility } from "./entry.ts";

interface Task {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly decision: { readonly version: number } | null;
  readonly decisions: readonly {
    readonly by: string;
    readonly version: number;
    readonly stands: boolean;
  }[];
  readonly requesterId: string;
  readonly involved: readonly string[];
}
interface Step {
  readonly id: string;
  readonly taskId: string;
  readonly state: string;
  readonly assigneeId: string | null;
  readonly dependsOn: readonly string[];
}
interface Post {
  readonly authorId: string;
  readonly deletedAt: string | null;
}
interface Body {
  readonly erased: Erased;
  readonly board?: { readonly archived: boolean };
  readonly task?: Task;
  readonly subtask?: Step;
  readonly subtasks?: readonly Step[];
  readonly room?: { readonly id: string; readonly archived: boolean; readonly createdBy: string };
  readonly message?: Post & { readonly id: string };
  readonly comment?: Post & { readonly id: string; readonly taskId: string };
}

/** The actor's rights just before their command was committed. */
export interface ActorState {
  readonly isDisabled: boolean;
  readonly board: Visibility;
  /** Whether the actor is in the room of this topic. */
  isIn(topic: string): boolean;
}

type From = {
  readonly from: readonly string[];
  readonly to: string;
  readonly who: "admin" | "requester" | "either";
};

/** Repeats the workflow independently of the code. */
const actions: { readonly [event: string]: From } = {
  "task.checked": { from: ["pending"], to: "checked", who: "admin" },
  "task.approved": { from: ["pending", "checked"], to: "approved", who: "admin" },
  "task.rejected": { from: ["pending", "checked"], to: "rejected", who: "admin" },
  "task.resubmitted": { from: ["rejected"], to: "pending", who: "requester" },
  "task.cancelled": { from: ["pending", "checked", "approved"], to: "cancelled", who: "either" },
  "task.restored": { from: ["cancelled"], to: "pending", who: "either" },
  "task.reopened": { from: ["completed"], to: "approved", who: "either" },
  "task.edited": {
    from: ["pending", "checked", "rejected", "cancelled"],
    to: "",
    who: "requester",
  },
};

/** Events of commands that take something away, or reopen the board. */
const possibleOnArchived = /^(board\.edited|(member\.removed)|\w+\.deleted)$/;

/** Checks that each committed command was allowed to its actor in the state at that moment. */
export class CommandRules {
  readonly #tasks = new Map<string, Task>();
  /** How often decisions were void because of an edit. */
  voided = 0;
  /** For each task, the titles that it has had and the versions that they came with. */
  readonly #titles = new Map<string, { readonly title: string; readonly version: number }[]>();
  readonly #steps = new Map<string, Step>();
  readonly #rooms = new Map<string, NonNullable<Body["room"]>>();
  readonly #posts = new Map<string, Post>();
  /** The person who deleted a place, by its id. */
  readonly #deleters = new Map<string, string>();
  #isArchived = false;
  #isDeleted = false;

  /** Takes the events of one command and returns those that were not allowed. */
  judge(events: readonly LoggedEvent[], bodies: readonly object[], actor: ActorState): string[] {
    // Such a subtask opens its task again, whoever may do that with the task itself.
    const reopens = events.some(({ type }) => /^subtask\.(reopened|restored)$/.test(type));
    // A job deletes the rest of a place in the name of the person who deleted it. It ends also if
    // that person's account was disabled meanwhile.
    const isRest = events.some(
      ({ type, subject, actor }) =>
        type === "records.deleted" && this.#deleters.get(subject) === actor,
    );
    const state = isRest ? { ...actor, isDisabled: false } : actor;
    const problems = events.flatMap((event, i) => {
      const body = bodies[i] as Body;
      const follows = event.type === "task.reopened" && reopens;
      const wrong =
        follows || event.actor === "system" ? undefined : this.#wrong(event, body, state);
      this.#learn(body, event.number);
      if (/^(board|room)\.deleted$/.test(event.type))
        this.#deleters.set(event.subject, event.actor);
      if (event.type === "board.deleted") this.#isDeleted = true;
      return wrong ? [`${event.actor} had ${event.type} of ${event.subject} kept: ${wrong}`] : [];
    });
    for (const { subject } of events) problems.push(...this.#unseen(subject));
    const wasVoided = events.some(({ type }) => type === "approval.voided");
    if (wasVoided) this.voided++;
    // A task is completed together with its last subtask, and never earlier.
    const ends = events.some(({ type }) => /^subtask\.(completed|cancelled)$/.test(type));
    for (const taskId of new Set(events.map(({ subject }) => subject))) {
      const task = this.#tasks.get(taskId);
      const steps = [...this.#steps.values()].filter(
        (step) => step.taskId === taskId && step.state !== "cancelled",
      );
      const isDone = steps.length > 0 && steps.every(({ state }) => state === "done");
      if (task && isDone && ends && task.state === "approved")
        problems.push(`${taskId} is not completed with its last step`);
      if (task?.state === "completed" && steps.length > 0 && !isDone)
        problems.push(`${taskId} is completed too early`);
    }
    return problems;
  }

  task(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** The title of a task when it had a version. */
  #titleAt(taskId: string, at: number): string | undefined {
    return this.#titles.get(taskId)?.findLast(({ version }) => version <= at)?.title;
  }

  /** Decisions on which a task rests, although their deciders saw something else. */
  #unseen(taskId: string): string[] {
    const task = this.#tasks.get(taskId);
    if (!task || !["checked", "approved", "completed"].includes(task.state)) return [];
    const standing = task.decisions.filter(({ stands }) => stands);
    if (standing.length === 0) return [`${taskId} is ${task.state} without a decision`];
    return standing
      .filter(({ version }) => this.#titleAt(taskId, version) !== task.title)
      .map(({ by }) => `${taskId} is ${task.state}, but ${by} has not seen "${task.title}"`);
  }

  #learn(body: Body, number: number): void {
    const { task, subtask, subtasks = [], room, message, comment, board, erased } = body;
    if (board) this.#isArchived = board.archived;
    for (const id of erased.tasks ?? []) this.#tasks.delete(id);
    for (const id of erased.subtasks ?? []) this.#steps.delete(id);
    for (const id of erased.rooms ?? []) this.#rooms.delete(id);
    if (task) {
      const titles = this.#titles.get(task.id) ?? [];
      this.#titles.set(task.id, titles);
      if (titles.at(-1)?.title !== task.title) titles.push({ title: task.title, version: number });
      this.#tasks.set(task.id, task);
    }
    for (const step of [...subtasks, ...(subtask ? [subtask] : [])]) this.#steps.set(step.id, step);
    if (room) this.#rooms.set(room.id, room);
    if (message) this.#posts.set(message.id, message);
    if (comment) this.#posts.set(comment.id, comment);
  }

  #wrong(
    { topic, type, subject, actor }: LoggedEvent,
    body: Body,
    { isDisabled, board, isIn }: ActorState,
  ): string | undefined {
    if (type === "records.deleted")
      return this.#deleters.get(subject) === actor ? undefined : "not deleted by them";
    // The job of a deleted board deletes its rooms, whatever the person who deleted it may do now.
    if (this.#isDeleted && type === "room.deleted") return undefined;
    if (isDisabled) return "disabled";
    if (type === "board.created" || (type === "member.added" && this.#tasks.size === 0))
      return undefined;
    if (topic.startsWith("user:")) return undefined;
    if (this.#isDeleted) return /\.deleted$/.test(type) ? undefined : "the board is deleted";
    if (board === "none") return "not on the board";
    const isAdmin = board === "all";
    if (this.#isArchived && !possibleOnArchived.test(type)) return "the board is archived";
    if (/^(task|board)\.deleted$/.test(type)) return isAdmin ? undefined : "no admin";
    if (type === "room.deleted")
      return isIn(topic) && (isAdmin || this.#rooms.get(subject)?.createdBy === actor)
        ? undefined
        : "neither admin nor founder, or not in the room";
    const post = body.message ?? body.comment;
    if (post)
      return this.#wrongPost(
        type,
        actor,
        post as Post & { id: string },
        body,
        isAdmin,
        isIn(topic),
      );
    if (topic.startsWith("room:")) return undefined;
    const before = this.#tasks.get(subject);
    const step = body.subtask && this.#steps.get(body.subtask.id);
    const action = actions[type];
    if (action && before) {
      if (!action.from.includes(before.state)) return `the task was ${before.state}`;
      if (action.to && body.task?.state !== action.to) return `it became ${body.task?.state}`;
      const isRequester = before.requesterId === actor;
      if (action.who === "admin" && (!isAdmin || isRequester)) return "not allowed to decide";
      const seenTitle = this.#titleAt(subject, body.task?.decision?.version ?? 0);
      if (action.who === "admin" && seenTitle !== before.title) return `decided on "${seenTitle}"`;
      // An edit after the first decision brings the task back to the beginning.
      const expected = before.state === "checked" ? "pending" : before.state;
      if (type === "task.edited" && body.task?.state !== expected)
        return `an edit made it ${body.task?.state}`;
      if (action.who === "requester" && !isRequester) return "not the requester";
      if (action.who === "either" && !isAdmin && !isRequester) return "neither admin nor requester";
    }
    const needed = { assigned: "open", edited: "open", cancelled: "open", restored: "cancelled" };
    const [noun, verb = ""] = type.split(".");
    const state = noun === "subtask" && needed[verb as keyof typeof needed];
    if (state && (!isAdmin || step?.state !== state)) return `step ${step?.state}`;
    if (type === "subtask.completed" || type === "subtask.reopened") {
      const due = type === "subtask.completed" ? "open" : "done";
      if (step?.state !== due) return `the step was ${step?.state}`;
      if (!isAdmin && step.assigneeId !== actor) return "not their step";
      const first = step.dependsOn.filter((id) => this.#steps.get(id)?.state === "open");
      if (due === "open" && first.length > 0) return `first comes ${first}`;
    }
    if (type === "member.removed" || type === "member.changed")
      return isAdmin ? undefined : "no admin";
    return undefined;
  }

  #wrongPost(
    type: string,
    actor: string,
    post: Post & { readonly id: string },
    { comment, message }: Body,
    isAdmin: boolean,
    isInRoom: boolean,
  ): string | undefined {
    const before = this.#posts.get(post.id);
    if (message && !isInRoom) return "not in the room";
    const task = comment && this.#tasks.get(comment.taskId);
    if (comment && !isAdmin && !task?.involved.includes(actor))
      return "the task is hidden from them";
    // A thread can be resolved after its first comment was deleted.
    if (before?.deletedAt && /\.(posted|edited|deleted)$/.test(type)) return "it was deleted";
    if (type.endsWith(".edited") && before?.authorId !== actor) return "another one's words";
    if (type.endsWith(".deleted") && before?.authorId !== actor && !isAdmin)
      return "another one's words";
    return undefined;
  }
}
