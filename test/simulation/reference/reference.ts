import type { Commit, LoggedEvent } from "@taskwire/core/adapter";
import { boardTopic } from "../cast.ts";
import { CommandRules } from "./command-rules.ts";
import {
  type Entry,
  type Kept,
  marksIn,
  redacted,
  Timeline,
  type Visibility,
  whole,
} from "./entry.ts";
import type { StateAfter } from "./expected-notifications.ts";
import { NotificationRules } from "./notification-rules.ts";

interface TaskFacts {
  readonly requesterId: string;
  readonly assignees: Map<string, string | null>;
  readonly involved: Timeline<ReadonlySet<string>>;
  readonly born: number;
}

/** A message or comment, and where it was posted. */
interface Post {
  readonly born: number;
  readonly taskId: string | undefined;
  readonly roomId: string | undefined;
  readonly authorId: string;
}

type TaskRecord = { readonly title: string; readonly requesterId: string };
type Step = { readonly id: string; readonly assigneeId: string | null };
type PostRecord = { readonly id: string; readonly text: string; readonly authorId: string };
interface Body {
  readonly task?: TaskRecord;
  readonly subtask?: Step;
  readonly subtasks?: readonly Step[];
  readonly member?: { readonly role?: string };
  readonly user?: { readonly disabled: boolean };
  readonly message?: PostRecord & { readonly roomId: string };
  readonly comment?: PostRecord & { readonly taskId: string };
  readonly nudge?: { readonly taskId: string };
}

const nobody: ReadonlySet<string> = new Set();
const sightOf: { readonly [role: string]: Visibility } = { ADMIN: "all", ADMIN_LIMITED: "own" };

/**
 * Works out independently who may see what, from the records in the events alone: requesters,
 * assignees and memberships. It shares no code with the sources and ignores the stored audience.
 */
export class Reference {
  readonly kept: Kept[] = [];
  /** Rules that the events themselves broke. */
  readonly problems: string[] = [];
  /** How often somebody became involved in an existing task. */
  newlyInvolved = 0;
  /** Checks who was notified of what. */
  readonly notifications = new NotificationRules();
  readonly #rules = new CommandRules();
  readonly #topics = new Map<string, Entry[]>();
  readonly #work = new Map<string, TaskFacts>();
  readonly #posts = new Map<string, Post>();
  readonly #visibilities = new Map<string, Timeline<Visibility>>();
  readonly #disabled = new Map<string, boolean>();
  readonly #marks = new Map<string, { readonly taskId?: string; readonly postId?: string }>();

  /** Number of commits so far. */
  get moment(): number {
    return this.kept.length;
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  get taskIds(): readonly string[] {
    return [...this.#work.keys()];
  }

  get postIds(): readonly string[] {
    return [...this.#posts.keys()];
  }

  subtaskIds(taskId: string): readonly string[] {
    return [...(this.#work.get(taskId)?.assignees.keys() ?? [])];
  }

  postsIn(place: string): readonly string[] {
    return [...this.#posts].flatMap(([id, { taskId, roomId }]) =>
      taskId === place || roomId === place ? [id] : [],
    );
  }

  /** The versions that a task has had, oldest first. */
  versionsOf(taskId: string): readonly number[] {
    return this.entries(boardTopic).flatMap(({ event: { subject, number, data } }) =>
      subject === taskId && (JSON.parse(data) as Body).task ? [number] : [],
    );
  }

  stateOf(taskId: string): { readonly state: string; readonly requesterId: string } {
    return this.#rules.task(taskId) ?? { state: "", requesterId: "" };
  }

  /** How often decisions were void because of an edit. */
  get voided(): number {
    return this.#rules.voided;
  }

  /** The mark in a task's title. */
  markOf(taskId: string): string {
    for (const [mark, about] of this.#marks) if (about.taskId === taskId) return mark;
    return "";
  }

  entries(topic: string): readonly Entry[] {
    return this.#topics.get(topic) ?? [];
  }

  head(topic: string): number {
    return this.entries(topic).length;
  }

  isDisabled(userId: string): boolean {
    return this.#disabled.get(userId) ?? false;
  }

  /** Takes a commit that the storage accepted. */
  record(commit: Commit, numbers: readonly number[]): void {
    const events = commit.events.map(
      (event, i): LoggedEvent => ({ ...event, number: numbers[i] as number }),
    );
    this.kept.push({ commit, numbers, events });
    const { moment } = this;
    this.problems.push(...this.#judge(events));
    const bodies = events.map(({ data }) => JSON.parse(data) as Body);
    const tasks = new Set(events.flatMap((event, i) => (isWork(bodies[i]) ? [event.subject] : [])));
    const before = new Map([...tasks].map((taskId) => [taskId, this.#involved(taskId)]));
    events.forEach((event, i) => {
      const body = bodies[i] as Body;
      if (event.type.startsWith("member.")) this.#member(event, body, moment);
      if (body.user) this.#disabled.set(event.subject, body.user.disabled);
      if (isWork(body)) this.#task(event.subject, body, moment);
      if (body.message)
        this.#post(body.message, { born: moment, taskId: undefined, roomId: body.message.roomId });
      if (body.comment)
        this.#post(body.comment, { born: moment, taskId: body.comment.taskId, roomId: undefined });
    });
    for (const { topic, subject } of commit.redact ?? [])
      for (const entry of this.entries(topic))
        if (entry.event.subject === subject)
          Object.assign(entry, { isRedacted: true, wasRedacted: true });
    for (const taskId of tasks) {
      const work = this.#work.get(taskId) as TaskFacts;
      const last = events.findLast(({ subject }) => subject === taskId) as LoggedEvent;
      work.involved.set(last.number, moment, involvedIn(work));
    }
    events.forEach((event, i) => void this.#enter(event, bodies[i] as Body, before));
    for (const { topic, type, subject } of events)
      if (topic === boardTopic && type === "member.removed" && this.roomsOf(subject).length > 0)
        this.problems.push(`${subject} is off the board and still in ${this.roomsOf(subject)}`);
    this.problems.push(...this.notifications.judge(events, this.#state()));
    for (const taskId of tasks)
      this.#checkNewcomers(taskId, before.get(taskId) ?? nobody, events, bodies);
  }

  /** Judges by the state before these events. */
  #judge(events: readonly LoggedEvent[]): string[] {
    const actor = events[0]?.actor ?? "system";
    return this.#rules.judge(events, {
      isDisabled: this.isDisabled(actor),
      board: this.visibilityOf(boardTopic, actor).last,
      isIn: (topic) => this.visibilityOf(topic, actor).last === "all",
    });
  }

  /** The state after the last commit. */
  #state(): Omit<StateAfter, "nextAfter"> {
    const people = [...this.#disabled.keys()];
    const visibility = (userId: string) => this.visibilityOf(boardTopic, userId).last;
    return {
      people,
      admins: people.filter((userId) => visibility(userId) === "all"),
      isDisabled: (userId) => this.isDisabled(userId),
      isOnBoard: (userId) => visibility(userId) !== "none",
      isInRoom: (userId, roomId) => this.visibilityOf(`room:${roomId}`, userId).last === "all",
      seesTask: (userId, taskId) => this.seesTask(userId, taskId, this.moment),
      involved: (taskId) => this.#involved(taskId),
      authorOf: (postId) => this.#posts.get(postId)?.authorId,
    };
  }

  #enter(event: LoggedEvent, body: Body, before: ReadonlyMap<string, ReadonlySet<string>>): void {
    const entries = this.#topics.get(event.topic) ?? [];
    this.#topics.set(event.topic, entries);
    if (event.number !== entries.length + 1)
      this.problems.push(`${event.topic}: ${event.number} comes after ${entries.length}`);
    const about = body.comment ?? body.nudge;
    const taskId = before.has(event.subject) ? event.subject : about?.taskId;
    const after = taskId === undefined ? nobody : this.#involved(taskId);
    entries.push({
      event,
      text: whole(event),
      moment: this.moment,
      taskId,
      before: before.get(event.subject) ?? after,
      after,
      isRedacted: false,
      wasRedacted: false,
    });
  }

  /** Open notifications that should have been resolved by now. */
  get staleNotifications(): string[] {
    return this.notifications.stale(this.#state());
  }

  /** A user's visibility of a topic, over time. */
  visibilityOf(topic: string, userId: string): Timeline<Visibility> {
    if (topic.startsWith("user:"))
      return new Timeline<Visibility>(topic === `user:${userId}` ? "all" : "none");
    return this.#visibilities.get(`${topic} ${userId}`) ?? new Timeline<Visibility>("none");
  }

  /**
   * The events from `from` (exclusive) to `to` that a reader with this visibility gets. If an
   * event's data was redacted since, also its redacted form.
   */
  expected(
    topic: string,
    userId: string,
    {
      visibility,
      from,
      to,
    }: { readonly visibility: Visibility; readonly from: number; readonly to: number },
  ): { readonly text: string; readonly redacted: string | undefined }[] {
    if (visibility === "none") return [];
    return this.entries(topic)
      .slice(from, to)
      .flatMap(({ event, text, taskId, before, after, wasRedacted }) => {
        if (taskId === undefined || visibility === "all" || after.has(userId))
          return [{ text, redacted: wasRedacted ? whole(redacted(event)) : undefined }];
        if (!before.has(userId)) return [];
        const hidden = JSON.stringify({
          number: event.number,
          type: "hidden",
          subject: event.subject,
        });
        return [{ text: hidden, redacted: undefined }];
      });
  }

  /** Whether a user sees a task after so many commits. */
  seesTask(userId: string, taskId: string, moment: number): boolean {
    const work = this.#work.get(taskId);
    if (!work || work.born > moment) return false;
    const visibility = this.visibilityOf(boardTopic, userId).at(moment);
    return visibility === "all" || (visibility === "own" && work.involved.at(moment).has(userId));
  }

  /** Whether a user saw a task at some moment in an interval. */
  sawTask(userId: string, taskId: string, from: number, to: number): boolean {
    const involved = this.#work.get(taskId)?.involved;
    const moments = [
      from,
      ...this.visibilityOf(boardTopic, userId).changes(from, to),
      ...(involved?.changes(from, to) ?? []),
    ];
    return moments.some((moment) => this.seesTask(userId, taskId, moment));
  }

  /** Whether a user could read this version of a task at some moment in an interval. */
  couldRead(userId: string, taskId: string, version: number, from: number, to: number): boolean {
    const entry = this.entries(boardTopic)[version - 1];
    if (entry?.taskId !== taskId || entry.moment > to) return false;
    const visibilities = this.visibilityOf(boardTopic, userId);
    const first = Math.max(entry.moment, from);
    return [first, ...visibilities.changes(first, to)].some((moment) => {
      const visibility = visibilities.at(moment);
      return visibility === "all" || (visibility === "own" && entry.after.has(userId));
    });
  }

  /** Whether a user was in a room at some moment in an interval. */
  wasInRoom(userId: string, roomId: string, from: number, to: number): boolean {
    const visibilities = this.visibilityOf(`room:${roomId}`, userId);
    return [from, ...visibilities.changes(from, to)].some(
      (moment) => visibilities.at(moment) === "all",
    );
  }

  /** Whether a user was allowed to see the text with this mark, at any moment up to `by`. */
  mayKnow(userId: string, mark: string, by: number): boolean {
    const about = this.#marks.get(mark);
    if (!about) return false;
    const { taskId, postId } = about;
    if (taskId !== undefined)
      return this.sawTask(userId, taskId, this.#work.get(taskId)?.born ?? 0, by);
    const post = this.#posts.get(postId ?? "");
    if (!post || post.born > by) return false;
    if (post.taskId !== undefined) return this.sawTask(userId, post.taskId, post.born, by);
    return this.wasInRoom(userId, post.roomId ?? "", post.born, by);
  }

  /** The tasks that a user sees at the end. */
  visible(userId: string): string[] {
    return this.taskIds.filter((id) => this.seesTask(userId, id, this.moment)).sort();
  }

  /** The rooms that a user is in at the end. */
  roomsOf(userId: string): string[] {
    const rooms = this.topics.filter((topic) => topic.startsWith("room:"));
    return rooms
      .filter((topic) => this.visibilityOf(topic, userId).last === "all")
      .map((topic) => topic.slice(5));
  }

  #involved(taskId: string): ReadonlySet<string> {
    return this.#work.get(taskId)?.involved.last ?? nobody;
  }

  #member({ topic, number, type, subject }: LoggedEvent, { member }: Body, moment: number): void {
    const stays = topic.startsWith("room:") ? "all" : (sightOf[member?.role ?? ""] ?? "none");
    const key = `${topic} ${subject}`;
    const visibilities = this.#visibilities.get(key) ?? new Timeline<Visibility>("none");
    this.#visibilities.set(key, visibilities);
    visibilities.set(number, moment, type === "member.removed" ? "none" : stays);
  }

  #task(taskId: string, { task, subtask, subtasks = [] }: Body, born: number): void {
    const work = this.#work.get(taskId) ?? {
      requesterId: task?.requesterId ?? "",
      assignees: new Map(),
      involved: new Timeline(nobody),
      born,
    };
    this.#work.set(taskId, work);
    for (const { id, assigneeId } of [...subtasks, ...(subtask ? [subtask] : [])])
      work.assignees.set(id, assigneeId);
    for (const mark of marksIn(task?.title ?? "")) {
      const { taskId: other = taskId } = this.#marks.get(mark) ?? {};
      if (other !== taskId) this.problems.push(`${mark} was created as ${other} and as ${taskId}`);
      this.#marks.set(mark, { taskId });
    }
  }

  #post({ id: postId, authorId, text }: PostRecord, post: Omit<Post, "authorId">): void {
    if (!this.#posts.has(postId)) this.#posts.set(postId, { ...post, authorId });
    for (const mark of marksIn(text)) {
      const { postId: other = postId } = this.#marks.get(mark) ?? {};
      if (other !== postId) this.problems.push(`${mark} was posted as ${other} and as ${postId}`);
      this.#marks.set(mark, { postId });
    }
  }

  /** Checks that a commit which makes a task visible to somebody brings the whole task. */
  #checkNewcomers(
    taskId: string,
    before: ReadonlySet<string>,
    events: readonly LoggedEvent[],
    all: readonly Body[],
  ): void {
    const after = this.#involved(taskId);
    if ([...after].every((userId) => before.has(userId))) return;
    const first = events.findIndex(({ subject }) => subject === taskId);
    if (events[first]?.type !== "task.created") this.newlyInvolved++;
    const bodies = all.filter((_, i) => events[i]?.subject === taskId);
    const brought = new Set(
      bodies.flatMap(({ subtask, subtasks = [] }) =>
        [...subtasks, ...(subtask ? [subtask] : [])].map(({ id }) => id),
      ),
    );
    const missing = this.subtaskIds(taskId).filter((id) => !brought.has(id));
    if (missing.length > 0 || !all[first]?.task)
      this.problems.push(
        `${events[first]?.type} shows ${taskId} to somebody new without ${missing}`,
      );
  }
}

const isWork = (body: Body | undefined): boolean =>
  body?.task !== undefined || body?.subtask !== undefined || body?.subtasks !== undefined;

const involvedIn = ({ requesterId, assignees }: TaskFacts): ReadonlySet<string> =>
  new Set([requesterId, ...assignees.values()].filter((userId) => userId !== null));
