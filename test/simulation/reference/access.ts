import type { Commit, LoggedEvent } from "@taskwire/core/adapter";
import { boardTopic } from "../cast.ts";
import { type Entry, redacted, Timeline, type Visibility, whole } from "./entry.ts";
import { type Expected, expectedOf } from "./expected.ts";
import { type Body, involvedIn, isWork, nobody, sightOf, type TaskFacts } from "./facts.ts";
import { Writings } from "./writings.ts";

/**
 * Works out independently who may see what, and when, from the records in the events alone: requesters,
 * assignees and memberships. It shares no code with the sources and ignores the stored audience.
 */
export class Access {
  /** Rules that the events themselves broke. */
  readonly problems: string[] = [];
  readonly #topics = new Map<string, Entry[]>();
  readonly #work = new Map<string, TaskFacts>();
  readonly #writings = new Writings();
  readonly #visibilities = new Map<string, Timeline<Visibility>>();
  readonly #disabled = new Map<string, boolean>();
  readonly #goneRooms = new Set<string>();
  /** The two people of each direct room, by its id. */
  readonly #directs = new Map<string, readonly string[]>();
  #moment = 0;
  /** Whether the board is deleted. */
  isBoardGone = false;
  /** The last event that was deleted from the beginning of a log, by topic. */
  readonly trimmed = new Map<string, number>();

  /** Number of commits so far. */
  get moment(): number {
    return this.#moment;
  }

  get topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Everybody who ever had an account. */
  get people(): readonly string[] {
    return [...this.#disabled.keys()];
  }

  /** The tasks that are not deleted. */
  get taskIds(): readonly string[] {
    return [...this.#work].flatMap(([id, { gone }]) => (gone === Infinity ? [id] : []));
  }

  /** The rooms that are not deleted. */
  get roomIds(): readonly string[] {
    return this.everyRoom.filter((id) => !this.#goneRooms.has(id));
  }

  /** The tasks that there ever were. */
  get everyTask(): readonly string[] {
    return [...this.#work.keys()];
  }

  /** The rooms that there ever were. */
  get everyRoom(): readonly string[] {
    return this.topics.flatMap((topic) => (topic.startsWith("room:") ? topic.slice(5) : []));
  }

  /** Whether the text with a mark is not deleted. It may be replaced by another one. */
  hasMark(mark: string): boolean {
    const { taskId = "", postId = "" } = this.#writings.marks.get(mark) ?? {};
    const post = this.#writings.posts.get(postId);
    return post ? post.text.last !== "" : this.#work.get(taskId)?.gone === Infinity;
  }

  /** Whether a user now sees the task or the room with the text that has this mark. */
  seesPlaceOf(userId: string, mark: string): boolean {
    const { taskId, postId = "" } = this.#writings.marks.get(mark) ?? {};
    const post = this.#writings.posts.get(postId);
    const of = taskId ?? post?.taskId;
    return of === undefined
      ? this.visibilityOf(`room:${post?.roomId}`, userId).last === "all"
      : this.seesTask(userId, of, this.moment);
  }

  get writings(): Writings {
    return this.#writings;
  }

  subtaskIds(taskId: string): readonly string[] {
    return [...(this.#work.get(taskId)?.assignees.keys() ?? [])];
  }

  postsIn(place: string): readonly string[] {
    return this.#writings.postsIn(place);
  }

  /** The mark in a task's title. */
  markOf(taskId: string): string {
    for (const [mark, about] of this.#writings.marks) if (about.taskId === taskId) return mark;
    return "";
  }

  entries(topic: string): readonly Entry[] {
    return this.#topics.get(topic) ?? [];
  }

  head(topic: string): number {
    return this.entries(topic).length;
  }

  /** Whether the text with a mark was deleted after so many commits, or before. */
  wasDeletedBy(mark: string, moment: number): boolean {
    const { taskId = "", postId = "" } = this.#writings.marks.get(mark) ?? {};
    const post = this.#writings.posts.get(postId);
    if (!post) return (this.#work.get(taskId)?.gone ?? Infinity) <= moment;
    return post.text.last === "" && post.text.at(moment) === "" && post.born <= moment;
  }

  /** The first events of a topic were deleted. */
  trim(topic: string, upTo: number): void {
    this.trimmed.set(topic, Math.max(upTo, this.trimmed.get(topic) ?? 0));
  }

  isDisabled(userId: string): boolean {
    return this.#disabled.get(userId) ?? false;
  }

  /** Takes the events of a commit. Returns the tasks that they are about, with the people involved before. */
  learn(
    events: readonly LoggedEvent[],
    bodies: readonly Body[],
    redact: Commit["redact"] = [],
  ): ReadonlyMap<string, ReadonlySet<string>> {
    this.#moment++;
    const { moment } = this;
    const tasks = new Set(
      events.flatMap(({ type, subject }, i) =>
        isWork(bodies[i]) || type === "task.deleted" ? [subject] : [],
      ),
    );
    const before = new Map([...tasks].map((taskId) => [taskId, this.involved(taskId)]));
    events.forEach((event, i) => {
      const body = bodies[i] as Body;
      if (body.room?.direct) this.#direct(event, body.room.id, body.room.direct);
      if (event.type.startsWith("member.")) this.#member(event, body, moment);
      if (body.user) this.#disabled.set(event.subject, body.user.disabled);
      if (isWork(body)) this.#task(event.subject, body, moment);
      const { message, comment } = body;
      const post = message ?? comment;
      const place = { taskId: comment?.taskId, roomId: message?.roomId };
      if (post) this.#writings.post(post, place, event.number, moment);
      this.#erase(event, body, moment);
    });
    for (const { topic, subject, keep } of redact)
      for (const entry of this.entries(topic))
        if (entry.event.subject === subject) {
          const kept = keep?.find(({ number }) => number === entry.event.number);
          entry.isRedacted = true;
          entry.left.push(redacted(entry.event, kept?.data));
        }
    for (const taskId of tasks) {
      const work = this.#work.get(taskId) as TaskFacts;
      const last = events.findLast(({ subject }) => subject === taskId) as LoggedEvent;
      const involved = work.gone === Infinity ? involvedIn(work) : nobody;
      work.involved.set(last.number, moment, involved);
    }
    events.forEach((event, i) => void this.#enter(event, bodies[i] as Body, before));
    this.problems.push(...this.#writings.problems.splice(0));
    return before;
  }

  #enter(event: LoggedEvent, body: Body, before: ReadonlyMap<string, ReadonlySet<string>>): void {
    const entries = this.#topics.get(event.topic) ?? [];
    this.#topics.set(event.topic, entries);
    if (event.number !== entries.length + 1)
      this.problems.push(`${event.topic}: ${event.number} comes after ${entries.length}`);
    const [erased = ""] = body.erased.comments ?? [];
    const about = body.comment ?? body.nudge ?? this.#writings.posts.get(erased);
    const taskId = before.has(event.subject) ? event.subject : about?.taskId;
    const after = taskId === undefined ? nobody : this.involved(taskId);
    entries.push({
      event,
      text: whole(event),
      moment: this.moment,
      taskId,
      before: before.get(event.subject) ?? after,
      after,
      isRedacted: false,
      left: [],
    });
  }

  /** A user's visibility of a topic, over time. */
  visibilityOf(topic: string, userId: string): Timeline<Visibility> {
    if (topic.startsWith("user:"))
      return new Timeline<Visibility>(topic === `user:${userId}` ? "all" : "none");
    return this.#visibilities.get(`${topic} ${userId}`) ?? new Timeline<Visibility>("none");
  }

  /**
   * The events from `from` (exclusive) to `to` that a reader with this visibility gets. If an
   * event's data was redacted since, also its redacted forms.
   */
  expected(
    topic: string,
    userId: string,
    range: { readonly visibility: Visibility; readonly from: number; readonly to: number },
  ): Expected[] {
    const { visibility, from, to } = range;
    if (visibility === "none") return [];
    return this.entries(topic)
      .slice(from, to)
      .flatMap((entry) => {
        const work = this.#work.get(entry.taskId ?? "");
        return work && visibility === "own"
          ? expectedOf(entry, userId, work, this.moment)
          : [{ text: entry.text, left: entry.left }];
      });
  }

  /** Whether a user sees a task after so many commits. */
  seesTask(userId: string, taskId: string, moment: number): boolean {
    const work = this.#work.get(taskId);
    if (!work || work.born > moment || work.gone <= moment) return false;
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
    const gone = this.#work.get(taskId)?.gone ?? 0;
    return [first, ...visibilities.changes(first, to)].some((moment) => {
      if (moment >= gone) return false;
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
    const about = this.#writings.marks.get(mark);
    if (!about) return false;
    const { taskId, postId } = about;
    if (taskId !== undefined)
      return this.sawTask(userId, taskId, this.#work.get(taskId)?.born ?? 0, by);
    const post = this.#writings.posts.get(postId ?? "");
    if (!post || post.born > by) return false;
    if (post.taskId !== undefined) return this.sawTask(userId, post.taskId, post.born, by);
    return this.wasInRoom(userId, post.roomId ?? "", post.born, by);
  }

  /**
   * Whether a user could read the text with this mark at some moment in an interval, where the text is
   * shown as it is: not a text that was replaced or deleted before.
   */
  isReadable(userId: string, mark: string, from: number, to: number): boolean {
    const { taskId, postId = "" } = this.#writings.marks.get(mark) ?? {};
    if (taskId !== undefined) return this.sawTask(userId, taskId, from, to);
    const post = this.#writings.posts.get(postId);
    if (!post) return false;
    const place = post.taskId === undefined ? `room:${post.roomId}` : boardTopic;
    const involved = this.#work.get(post.taskId ?? "")?.involved;
    const moments = [
      from,
      ...post.text.changes(from, to),
      ...this.visibilityOf(place, userId).changes(from, to),
      ...(involved?.changes(from, to) ?? []),
    ];
    return moments.some(
      (moment) =>
        post.text.at(moment).includes(mark) &&
        (post.taskId === undefined
          ? this.visibilityOf(place, userId).at(moment) === "all"
          : this.seesTask(userId, post.taskId, moment)),
    );
  }

  /** The tasks that a user sees at the end. */
  visible(userId: string): string[] {
    return this.taskIds.filter((id) => this.seesTask(userId, id, this.moment)).sort();
  }

  /** The rooms that a user is in at the end. */
  roomsOf(userId: string): string[] {
    return this.roomIds.filter((id) => this.visibilityOf(`room:${id}`, userId).last === "all");
  }

  /** The requester and the assignees of a task. */
  involved(taskId: string): ReadonlySet<string> {
    return this.#work.get(taskId)?.involved.last ?? nobody;
  }

  /** Two people have one direct room, and nobody else comes into it. */
  #direct({ type, subject }: LoggedEvent, id: string, pair: readonly string[]): void {
    const same = this.roomIds.filter(
      (other) => other !== id && this.directOf(other).join() === pair.join(),
    );
    if (same.length > 0) this.problems.push(`${pair} have the direct rooms ${same} and ${id}`);
    if (type === "member.added" && !pair.includes(subject))
      this.problems.push(`${subject} is in the direct room of ${pair}`);
    this.#directs.set(id, pair);
  }

  /** The two people of a direct room; nobody for every other room. */
  directOf(roomId: string): readonly string[] {
    return this.#directs.get(roomId) ?? [];
  }

  #member({ topic, number, type, subject }: LoggedEvent, { member }: Body, moment: number): void {
    if (this.isBoardGone || this.#goneRooms.has(topic.slice("room:".length))) return;
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
      gone: Infinity,
    };
    this.#work.set(taskId, work);
    for (const { id, assigneeId } of [...subtasks, ...(subtask ? [subtask] : [])])
      work.assignees.set(id, assigneeId);
    this.#writings.title(taskId, task?.title ?? "");
  }

  /** Learns what an event deleted for good. Nobody may read anything in a deleted place. */
  #erase({ type, topic, subject, number }: LoggedEvent, { erased }: Body, moment: number): void {
    const { tasks = [], rooms = [], boards = [] } = erased;
    for (const id of tasks) {
      const work = this.#work.get(id);
      if (work && work.gone === Infinity) work.gone = moment;
    }
    if (type === "task.deleted")
      this.#writings.remove(({ taskId }) => taskId === subject, number, moment);
    for (const id of rooms) this.#closeRoom(id, number, moment);
    if (boards.length > 0) {
      // A job ends the rooms. Their followers hear of it with the event that ends each of them.
      for (const id of this.roomIds) this.#closeRoom(id, Infinity, moment);
      this.isBoardGone = true;
      this.#close(topic, number, moment);
      for (const work of this.#work.values()) work.gone = Math.min(work.gone, moment);
      this.#writings.remove(() => true, number, moment);
    }
    this.#writings.erase(erased, number, moment);
  }

  #closeRoom(id: string, number: number, moment: number): void {
    this.#goneRooms.add(id);
    this.#close(`room:${id}`, number, moment);
    this.#writings.remove(({ roomId }) => roomId === id, this.head(`room:${id}`), moment);
  }

  #close(topic: string, number: number, moment: number): void {
    for (const [key, visibilities] of this.#visibilities)
      if (key.startsWith(`${topic} `) && visibilities.atNumber(number) !== "none")
        visibilities.set(number, moment, "none");
  }

  /** Whether one of these events was emptied, or is in the log of a deleted place. */
  isErased(events: readonly LoggedEvent[]): boolean {
    return events.some(
      ({ topic, number }) =>
        this.entries(topic)[number - 1]?.isRedacted ||
        (topic === boardTopic && this.isBoardGone) ||
        this.#goneRooms.has(topic.slice("room:".length)),
    );
  }

  /** Whether a thing that a notification is about is deleted. */
  isGone(about: string): boolean {
    const [kind, id = ""] = about.split(":");
    if (kind === "board") return this.isBoardGone;
    if (kind === "room") return this.#goneRooms.has(id);
    return kind === "task" && (this.#work.get(id)?.gone ?? 0) <= this.moment;
  }
}
