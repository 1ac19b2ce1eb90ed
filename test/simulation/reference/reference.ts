import type { Commit, LoggedEvent } from "@taskwire/core/adapter";
import { boardTopic } from "../cast.ts";
import type { Scene } from "./due.ts";
import { type Entry, type Kept, marksIn, type Sight, Timeline, whole } from "./entry.ts";
import { Notices } from "./notices.ts";
import { Rules } from "./rules.ts";

interface Work {
  readonly requesterId: string;
  readonly assignees: Map<string, string | null>;
  readonly involved: Timeline<ReadonlySet<string>>;
  readonly born: number;
}

/** Something that was said, and where. */
interface Post {
  readonly born: number;
  readonly taskId: string | undefined;
  readonly roomId: string | undefined;
  readonly authorId: string;
}

type Described = { readonly title: string; readonly requesterId: string };
type Step = { readonly id: string; readonly assigneeId: string | null };
type Said = { readonly id: string; readonly text: string; readonly authorId: string };
interface Body {
  readonly task?: Described;
  readonly subtask?: Step;
  readonly subtasks?: readonly Step[];
  readonly member?: { readonly role?: string };
  readonly user?: { readonly disabled: boolean };
  readonly message?: Said & { readonly roomId: string };
  readonly comment?: Said & { readonly taskId: string };
}

const nobody: ReadonlySet<string> = new Set();
const sightOf: { readonly [role: string]: Sight } = { ADMIN: "all", ADMIN_LIMITED: "own" };

/**
 * Who may see what, worked out a second time from the records in the events alone: requesters, assignees and memberships.
 * It shares no code with what it judges, and doesn't look at the audience that is stored.
 */
export class Reference {
  readonly kept: Kept[] = [];
  /** What the events themselves did wrong. */
  readonly problems: string[] = [];
  /** How often somebody came to be involved in a task that was there. */
  newcomers = 0;
  /** Who was told of what. */
  readonly notices = new Notices();
  readonly #rules = new Rules();
  readonly #topics = new Map<string, Entry[]>();
  readonly #work = new Map<string, Work>();
  readonly #posts = new Map<string, Post>();
  readonly #sights = new Map<string, Timeline<Sight>>();
  readonly #disabled = new Map<string, boolean>();
  readonly #marks = new Map<string, { readonly taskId?: string; readonly postId?: string }>();

  /** How many commits there were. */
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

  /** The mark that goes with a task's title. */
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

  /** Takes what was committed. */
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
      const work = this.#work.get(taskId) as Work;
      const last = events.findLast(({ subject }) => subject === taskId) as LoggedEvent;
      work.involved.set(last.number, moment, involvedIn(work));
    }
    events.forEach((event, i) => void this.#enter(event, bodies[i] as Body, before));
    for (const { topic, type, subject } of events)
      if (topic === boardTopic && type === "member.removed" && this.roomsOf(subject).length > 0)
        this.problems.push(`${subject} is off the board and still in ${this.roomsOf(subject)}`);
    this.problems.push(...this.notices.judge(events, this.#scene()));
    for (const taskId of tasks)
      this.#checkNewcomers(taskId, before.get(taskId) ?? nobody, events, bodies);
  }

  /** As things stood before this. */
  #judge(events: readonly LoggedEvent[]): string[] {
    const actor = events[0]?.actor ?? "system";
    return this.#rules.judge(events, {
      isDisabled: this.isDisabled(actor),
      board: this.sights(boardTopic, actor).last,
      isIn: (topic) => this.sights(topic, actor).last === "all",
    });
  }

  /** As things stand now. */
  #scene(): Scene {
    const people = [...this.#disabled.keys()];
    const sight = (userId: string) => this.sights(boardTopic, userId).last;
    return {
      people,
      admins: people.filter((userId) => sight(userId) === "all"),
      isDisabled: (userId) => this.isDisabled(userId),
      isOnBoard: (userId) => sight(userId) !== "none",
      isInRoom: (userId, roomId) => this.sights(`room:${roomId}`, userId).last === "all",
      seesTask: (userId, taskId) => this.inSight(userId, taskId, this.moment),
      involved: (taskId) => this.#involved(taskId),
      authorOf: (postId) => this.#posts.get(postId)?.authorId,
    };
  }

  #enter(event: LoggedEvent, body: Body, before: ReadonlyMap<string, ReadonlySet<string>>): void {
    const entries = this.#topics.get(event.topic) ?? [];
    this.#topics.set(event.topic, entries);
    if (event.number !== entries.length + 1)
      this.problems.push(`${event.topic}: ${event.number} comes after ${entries.length}`);
    const taskId = before.has(event.subject) ? event.subject : body.comment?.taskId;
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

  /** Rows of inboxes that should have been settled by now. */
  get unsettled(): string[] {
    return this.notices.left(this.#scene());
  }

  /** What somebody sees of a topic, as it changes. */
  sights(topic: string, userId: string): Timeline<Sight> {
    if (topic.startsWith("user:"))
      return new Timeline<Sight>(topic === `user:${userId}` ? "all" : "none");
    return this.#sights.get(`${topic} ${userId}`) ?? new Timeline<Sight>("none");
  }

  /** What a reader of this sight gets of the events behind `from` up to `to`. Where the data was taken back since, also what it is now. */
  expected(
    topic: string,
    userId: string,
    { sight, from, to }: { readonly sight: Sight; readonly from: number; readonly to: number },
  ): { readonly text: string; readonly redacted: string | undefined }[] {
    if (sight === "none") return [];
    return this.entries(topic)
      .slice(from, to)
      .flatMap(({ event, text, taskId, before, after, wasRedacted }) => {
        if (taskId === undefined || sight === "all" || after.has(userId))
          return [{ text, redacted: wasRedacted ? whole({ ...event, data: "{}" }) : undefined }];
        if (!before.has(userId)) return [];
        const hidden = JSON.stringify({
          number: event.number,
          type: "hidden",
          subject: event.subject,
        });
        return [{ text: hidden, redacted: undefined }];
      });
  }

  /** Whether somebody sees a task after so many commits. */
  inSight(userId: string, taskId: string, moment: number): boolean {
    const work = this.#work.get(taskId);
    if (!work || work.born > moment) return false;
    const sight = this.sights(boardTopic, userId).at(moment);
    return sight === "all" || (sight === "own" && work.involved.at(moment).has(userId));
  }

  /** Whether somebody was in sight of a task at some moment between two. */
  wasInSight(userId: string, taskId: string, from: number, to: number): boolean {
    const involved = this.#work.get(taskId)?.involved;
    const moments = [
      from,
      ...this.sights(boardTopic, userId).changes(from, to),
      ...(involved?.changes(from, to) ?? []),
    ];
    return moments.some((moment) => this.inSight(userId, taskId, moment));
  }

  /** Whether somebody may read the state of a task at one of its versions, at some moment between two. */
  couldRead(userId: string, taskId: string, version: number, from: number, to: number): boolean {
    const entry = this.entries(boardTopic)[version - 1];
    if (entry?.taskId !== taskId || entry.moment > to) return false;
    const sights = this.sights(boardTopic, userId);
    const first = Math.max(entry.moment, from);
    return [first, ...sights.changes(first, to)].some((moment) => {
      const sight = sights.at(moment);
      return sight === "all" || (sight === "own" && entry.after.has(userId));
    });
  }

  /** Whether somebody was in a room at some moment between two. */
  wasInRoom(userId: string, roomId: string, from: number, to: number): boolean {
    const sights = this.sights(`room:${roomId}`, userId);
    return [from, ...sights.changes(from, to)].some((moment) => sights.at(moment) === "all");
  }

  /** Whether somebody was ever to see what carries a mark, by then. */
  mayKnow(userId: string, mark: string, by: number): boolean {
    const about = this.#marks.get(mark);
    if (!about) return false;
    const { taskId, postId } = about;
    if (taskId !== undefined)
      return this.wasInSight(userId, taskId, this.#work.get(taskId)?.born ?? 0, by);
    const post = this.#posts.get(postId ?? "");
    if (!post || post.born > by) return false;
    if (post.taskId !== undefined) return this.wasInSight(userId, post.taskId, post.born, by);
    return this.wasInRoom(userId, post.roomId ?? "", post.born, by);
  }

  /** The tasks that somebody sees at the end. */
  visible(userId: string): string[] {
    return this.taskIds.filter((id) => this.inSight(userId, id, this.moment)).sort();
  }

  /** The rooms that somebody is in at the end. */
  roomsOf(userId: string): string[] {
    const rooms = this.topics.filter((topic) => topic.startsWith("room:"));
    return rooms
      .filter((topic) => this.sights(topic, userId).last === "all")
      .map((topic) => topic.slice(5));
  }

  #involved(taskId: string): ReadonlySet<string> {
    return this.#work.get(taskId)?.involved.last ?? nobody;
  }

  #member({ topic, number, type, subject }: LoggedEvent, { member }: Body, moment: number): void {
    const stays = topic.startsWith("room:") ? "all" : (sightOf[member?.role ?? ""] ?? "none");
    const key = `${topic} ${subject}`;
    const sights = this.#sights.get(key) ?? new Timeline<Sight>("none");
    this.#sights.set(key, sights);
    sights.set(number, moment, type === "member.removed" ? "none" : stays);
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
      if (other !== taskId)
        this.problems.push(`${mark} was asked for as ${other} and as ${taskId}`);
      this.#marks.set(mark, { taskId });
    }
  }

  #post({ id: postId, authorId, text }: Said, post: Omit<Post, "authorId">): void {
    if (!this.#posts.has(postId)) this.#posts.set(postId, { ...post, authorId });
    for (const mark of marksIn(text)) {
      const { postId: other = postId } = this.#marks.get(mark) ?? {};
      if (other !== postId) this.problems.push(`${mark} was posted as ${other} and as ${postId}`);
      this.#marks.set(mark, { postId });
    }
  }

  /** Who comes to see a task has to get the whole of it in the commit that brings it. */
  #checkNewcomers(
    taskId: string,
    before: ReadonlySet<string>,
    events: readonly LoggedEvent[],
    all: readonly Body[],
  ): void {
    const after = this.#involved(taskId);
    if ([...after].every((userId) => before.has(userId))) return;
    const first = events.findIndex(({ subject }) => subject === taskId);
    if (events[first]?.type !== "task.created") this.newcomers++;
    const bodies = all.filter((_, i) => events[i]?.subject === taskId);
    const brought = new Set(
      bodies.flatMap(({ subtask, subtasks = [] }) =>
        [...subtasks, ...(subtask ? [subtask] : [])].map(({ id }) => id),
      ),
    );
    const missing = this.subtaskIds(taskId).filter((id) => !brought.has(id));
    if (missing.length > 0 || !all[first]?.task)
      this.problems.push(`${events[first]?.type} brings ${taskId} into sight without ${missing}`);
  }
}

const isWork = (body: Body | undefined): boolean =>
  body?.task !== undefined || body?.subtask !== undefined || body?.subtasks !== undefined;

const involvedIn = ({ requesterId, assignees }: Work): ReadonlySet<string> =>
  new Set([requesterId, ...assignees.values()].filter((userId) => userId !== null));
