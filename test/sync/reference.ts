import type { LoggedEvent } from "@taskwire/core/storage";

/** How much somebody sees of the board: everything, their own tasks, nothing. */
export type Sight = "all" | "own" | "none";

interface Work {
  readonly requesterId: string;
  readonly assignees: Map<string, string | null>;
}

interface Entry {
  readonly event: LoggedEvent;
  /** The task it is about. Undefined: everyone on the board sees it. */
  readonly taskId: string | undefined;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();
const sightOf: { readonly [role: string]: Sight } = { ADMIN: "all", ADMIN_LIMITED: "own" };

/**
 * Who may see what of one board's log, worked out a second time from the records in the events alone: requesters,
 * assignees and memberships. It shares no code with what it judges, and doesn't look at the audience that is stored.
 */
export class Reference {
  readonly topic: string;
  readonly #entries: Entry[] = [];
  readonly #tasks = new Map<string, Work>();
  /** By person: from this number on, they see so much. */
  readonly #sights = new Map<string, { readonly from: number; readonly sight: Sight }[]>();
  /** By the mark in its title: the task. */
  readonly marks = new Map<string, string>();
  /** What the events themselves did wrong. */
  readonly problems: string[] = [];
  /** How often somebody came to be involved in a task that was there. */
  newcomers = 0;

  constructor(topic: string) {
    this.topic = topic;
  }

  get head(): number {
    return this.#entries.length;
  }

  get taskIds(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  subtaskIds(taskId: string): readonly string[] {
    return [...(this.#tasks.get(taskId)?.assignees.keys() ?? [])];
  }

  /** Takes the events of one commit. */
  record(committed: readonly LoggedEvent[]): void {
    const events = committed.filter(({ topic }) => topic === this.topic);
    const bodies = events.map(({ data }) => JSON.parse(data));
    const before = new Map(events.map(({ subject }) => [subject, this.#involved(subject)]));
    events.forEach((event, i) => {
      if (event.number !== this.head + 1) this.problems.push(`${event.number} comes after ${this.head}`);
      if (event.type.startsWith("member.")) this.#member(event, bodies[i]);
      if (bodies[i].task || bodies[i].subtask) this.#work(event.subject, bodies[i]);
      // The place is taken now, so that the next number is checked against it; who sees it is known after the loop.
      this.#entries.push({ event, taskId: undefined, before: nobody, after: nobody });
    });
    const first = this.head - events.length;
    events.forEach((event, i) => {
      if (!this.#tasks.has(event.subject)) return;
      const entry = {
        event,
        taskId: event.subject,
        before: before.get(event.subject) ?? nobody,
        after: this.#involved(event.subject),
      };
      this.#entries[first + i] = entry;
      if (i === 0) this.#checkNewcomers(entry, bodies);
    });
  }

  /** The sight that somebody has once the event with this number has happened. */
  sight(userId: string, number: number): Sight {
    return this.#sights.get(userId)?.findLast(({ from }) => from <= number)?.sight ?? "none";
  }

  /** Whether the sight is the same from one number to another. */
  isSteady(userId: string, from: number, to: number): boolean {
    return !(this.#sights.get(userId) ?? []).some(
      (change) => change.from > from && change.from <= to && change.sight !== this.sight(userId, from),
    );
  }

  /** What a reader of this sight gets of the events behind `from` up to `to`, as JSON. */
  expected(userId: string, sight: Sight, from: number, to: number): string[] {
    return this.#entries.slice(from, to).flatMap((entry) => {
      const { event, taskId, before, after } = entry;
      if (sight === "none") return [];
      if (taskId === undefined || sight === "all" || after.has(userId)) return [whole(event)];
      if (!before.has(userId)) return [];
      return [JSON.stringify({ number: event.number, type: "hidden", subject: event.subject })];
    });
  }

  /** Whether somebody may read the state of a task at one of its versions, at some moment between two numbers. */
  couldRead(userId: string, taskId: string, version: number, from: number, to: number): boolean {
    const entry = this.#entries[version - 1];
    if (entry?.taskId !== taskId) return false;
    const own = entry.after.has(userId);
    for (let number = Math.max(version, from); number <= to; number++) {
      const sight = this.sight(userId, number);
      if (sight === "all" || (sight === "own" && own)) return true;
    }
    return false;
  }

  /** Whether somebody was in sight of a task at some moment between two numbers. */
  wasInSight(userId: string, taskId: string, from: number, to: number): boolean {
    for (let number = from; number <= to; number++) {
      const sight = this.sight(userId, number);
      const last = this.#entries.findLast((entry) => entry.event.number <= number && entry.taskId === taskId);
      if (last && (sight === "all" || (sight === "own" && last.after.has(userId)))) return true;
    }
    return false;
  }

  /** The first number at which somebody was in sight of a task; infinity when they never were. */
  firstSight(userId: string, taskId: string): number {
    let sees = false;
    let exists = false;
    for (const { event, taskId: about, after } of this.#entries) {
      if (about === taskId) {
        exists = true;
        sees = after.has(userId);
      }
      const sight = this.sight(userId, event.number);
      if (exists && (sight === "all" || (sight === "own" && sees))) return event.number;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The tasks that somebody sees at the end. */
  visible(userId: string): string[] {
    const sight = this.sight(userId, this.head);
    return this.taskIds.filter((id) => sight === "all" || (sight === "own" && this.#involved(id).has(userId))).sort();
  }

  #involved(taskId: string): ReadonlySet<string> {
    const work = this.#tasks.get(taskId);
    if (!work) return nobody;
    return new Set([work.requesterId, ...work.assignees.values()].filter((userId) => userId !== null));
  }

  #member({ number, type, subject }: LoggedEvent, { member }: { member: { role: string } }): void {
    const sight = type === "member.removed" ? "none" : (sightOf[member.role] ?? "none");
    this.#sights.set(subject, [...(this.#sights.get(subject) ?? []), { from: number, sight }]);
  }

  #work(taskId: string, body: { task?: Described; subtask?: Step; subtasks?: Step[] }): void {
    const work = this.#tasks.get(taskId) ?? { requesterId: body.task?.requesterId ?? "", assignees: new Map() };
    this.#tasks.set(taskId, work);
    for (const { id, assigneeId } of [...(body.subtasks ?? []), ...(body.subtask ? [body.subtask] : [])])
      work.assignees.set(id, assigneeId);
    const mark = body.task && markIn(body.task.title)[0];
    if (mark) this.marks.set(mark, taskId);
  }

  /** Who comes to see a task has to get the whole of it in the commit that brings it. */
  #checkNewcomers({ event, taskId = "", before, after }: Entry, bodies: readonly Body[]): void {
    if ([...after].every((userId) => before.has(userId))) return;
    if (event.type !== "task.created") this.newcomers++;
    const brought = new Set(
      bodies.flatMap(({ subtask, subtasks = [] }) => [...subtasks, ...(subtask ? [subtask] : [])].map(({ id }) => id)),
    );
    const missing = [...(this.#tasks.get(taskId)?.assignees.keys() ?? [])].filter((id) => !brought.has(id));
    if (missing.length > 0 || !bodies[0]?.task)
      this.problems.push(`${event.number} (${event.type}) brings ${taskId} into sight without ${missing}`);
  }
}

type Described = { readonly title: string; readonly requesterId: string };
type Step = { readonly id: string; readonly assigneeId: string | null };
type Body = { readonly task?: Described; readonly subtask?: Step; readonly subtasks?: Step[] };

/** The marks in a text: every title of a schedule carries its task's. */
export const markIn = (text: string): string[] => text.match(/#t\d+#/g) ?? [];

const whole = ({ number, id, type, subject, at, actor, data }: LoggedEvent): string =>
  JSON.stringify({ number, id, type, subject, at, actor, data: JSON.parse(data) });
