import { carriedIn, type Event, type Facts, type HiddenEvent } from "@taskwire/core/model";
import { TaskwireError } from "@taskwire/core/protocol";
import type { Available } from "../app.ts";
import type { CallOptions } from "../calls.ts";
import type { ClientCore } from "../client.ts";
import { type Following, follow } from "../follow.ts";
import { createJudging, type JudgedBy, type Me } from "../judging.ts";
import { keep } from "../keep.ts";
import { createPaging } from "../paging.ts";
import { createRecordList } from "../record-list.ts";
import { sendTyping, type TypingWatch, watchTyping } from "../signals/typing.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { createNearness } from "./nearness.ts";
import { createOutbox } from "./outbox.ts";
import type { NewPostOptions, Post, PostOptions, PostPage, PostView } from "./post.ts";
import { createPostViews, verdicts } from "./views.ts";

/** The part of a snapshot that rooms and comments share. */
export interface ThreadSnapshot<Permission extends string = string> {
  /** `gone`: there is no such room or task, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly me: Me | undefined;
  /**
   * For each action on the thread itself: whether it is allowed and, if not, why. Each post has its
   * own `available`.
   */
  readonly available: Partial<Available<Permission>>;
  /** Whether there are older posts, which `loadOlder()` adds. */
  readonly hasOlder: boolean;
  /**
   * Whether the list lacks newer posts: because more than 500 were loaded, or because the person
   * has jumped to an older one. `loadNewest()` brings the newest posts back.
   */
  readonly hasNewer: boolean;
  /** The names of other people who are writing something now. */
  readonly typing: readonly string[];
  /**
   * Why the thread can't be loaded now, why it is gone, or why the client was closed. After a
   * close, the snapshot is no longer updated.
   */
  readonly error?: TaskwireError;
}

/** The methods that rooms and comments share. */
export interface ThreadStore<Snapshot, P extends Post> extends SnapshotSource<Snapshot> {
  /**
   * Shows a text at once as `sending`, and sends it when there is a connection. Returns its id for
   * `retry` and `discard`.
   */
  post(text: string, options?: NewPostOptions): string;
  /**
   * Sends a failed text once more. It is posted once at most. If the text was refused because it
   * mentions many people, pass their number as `confirm`.
   */
  retry(id: string, change?: Pick<NewPostOptions, "confirm">): void;
  /** Forgets a text that is not posted. If it is already being sent, it may still be posted. */
  discard(id: string): void;
  /** Changes one of my posts. Rejects with the same errors as `client.call`. */
  edit(id: string, text: string, options?: PostOptions): Promise<P>;
  /**
   * Deletes a post. The post stays in the list, but without its text. Rejects with the same errors as
   * `client.call`.
   */
  delete(id: string): Promise<P>;
  /** Tells the others that I am writing. Call it at each change of the text. */
  typing(): void;
  /** Adds the next older posts. Rejects with the same errors as `client.call`. */
  loadOlder(): Promise<void>;
  /**
   * Goes back to the newest posts, and leaves out the older ones. `post` does this too. If the posts
   * could not be loaded, it tries again.
   */
  loadNewest(): void;
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

/** The differences between a room and the comments on a task. */
export interface ThreadKind<
  P extends Post,
  State extends { readonly cursor: string },
  Snapshot extends object,
> {
  readonly topic: string;
  /**
   * The task that people comment on. Undefined for a room, because its topic already identifies it.
   */
  readonly subject?: string;
  readonly name: "message" | "comment";
  /**
   * Starts what this kind of thread needs before the thread is followed. For example, a room first
   * follows the person's own topic. Returns a function that ends what was started.
   */
  start?(): () => void;
  /** The ids that are part of every call and of every post of this thread. */
  readonly ids: { readonly boardId: string };
  /** The fields that only this kind of post has. The values are those of a new post. */
  readonly empty: Partial<P>;
  open(ending: { readonly signal: AbortSignal }): Promise<State>;
  older(before: string): Promise<PostPage<P>>;
  pageOf(state: State): PostPage<P>;
  /** Replaces everything that this thread holds with the values of the state, except the posts. */
  replace(state: State): void;
  /**
   * Whether the list keeps its posts when a new state arrives, for example because the reader has
   * jumped to an old message.
   */
  staysThere?(): boolean;
  /**
   * Applies everything in an event except its posts. `gone`: after the event, this person may not
   * see the thread any more.
   */
  apply(event: Event | HiddenEvent): "gone" | undefined;
  clear(): void;
  facts(): Omit<Facts, "actor">;
  /** The names of the actions on the thread itself. */
  actions(facts: Facts): readonly string[];
  /** The names of the actions on a post. */
  actionsOn(post: P, facts: Facts): readonly string[];
  nameOf(userId: string): string | undefined;
  draw(snapshot: ThreadSnapshot, posts: readonly PostView<P>[]): Snapshot;
}

export function createThreadStore<
  P extends Post,
  State extends { readonly cursor: string },
  Snapshot extends object,
>(client: ClientCore, kind: ThreadKind<P, State, Snapshot>) {
  const { name, ids } = kind;
  const posts = createRecordList<P>();
  const near = createNearness(posts);
  /** The authors' names by user id. They come with the pages of posts. */
  const authors = new Map<string, string>();
  const judge = createJudging();
  const drawPosts = createPostViews<P>({
    name,
    actionsOn: kind.actionsOn,
    nameOf: (userId) => kind.nameOf(userId) ?? authors.get(userId),
    draft: ({ key, text, at, options: { spans = [], replyTo = null } }, authorId) =>
      ({
        ...kind.empty,
        ...ids,
        id: key,
        version: 0,
        number: 0,
        authorId,
        text,
        mentions: spans.map((span) => ({ ...span, silent: false })),
        unreached: [],
        replyTo,
        createdAt: at,
        editedAt: null,
        deletedAt: null,
        deletedBy: null,
      }) as unknown as P,
  });
  const outbox = createOutbox<P>(
    client,
    ({ text, options }, calling) => command("post", { text, ...options }, calling),
    takePost,
    () => changed(),
  );
  let typing: readonly string[] = [];
  const typingSender = sendTyping(client, kind.topic, kind.subject);
  let typists: TypingWatch;
  let following: Following | undefined;
  let stop: () => void;
  /** Removes the listener with which this store keeps itself alive. */
  let letGo: (() => undefined) | undefined;
  const load = createPaging(
    posts,
    async (next) => withAuthors(await kind.older(next)),
    () => {
      near.shorten();
      changed();
    },
  );
  /**
   * The newest post that came with the state or with an event. Up to this post, the
   * client has no gap. The result of a command doesn't count: it may bring the person's own post
   * while older posts of others have not arrived yet.
   */
  let newest: P | undefined;
  let judgedBy: JudgedBy | undefined;
  let available: Available = {};
  let status: ThreadSnapshot["status"] = "loading";
  let error: TaskwireError | undefined;
  const { show, ...source } = createSnapshotSource(client, draw(), start);

  function draw(): Snapshot {
    const by = client.welcome && judge(client.welcome, kind.facts());
    if (by && by !== judgedBy) {
      judgedBy = by;
      available = verdicts(kind.actions(by), by, by);
    }
    const drawn = status === "gone" ? [] : drawPosts(posts.list, outbox.entries, by);
    const { hasOlder } = posts;
    const hasNewer = near.end !== undefined;
    return kind.draw({ status, me: by?.me, available, hasOlder, hasNewer, typing }, drawn);
  }

  function changed() {
    show(draw(), error);
    // Texts are sent even if nobody watches. So the store keeps running until they are sent.
    if (!outbox.entries[0] || status === "gone" || client.closed) letGo = letGo?.();
    else letGo ??= source.subscribe(() => {}) as () => undefined;
  }

  const command = (verb: string, input: object, options?: CallOptions) =>
    client.call(`${name}s.${verb}`, { ...ids, ...input }, options) as Promise<P>;

  /** Adds a post that is the result of a command. */
  function takePost(post: P) {
    if (status === "ready") near.put(post);
    changed();
  }

  async function change(verb: string, id: string, more: object = {}): Promise<P> {
    const post = await command(verb, { [`${name}Id`]: id, ...more });
    takePost(post);
    return post;
  }

  function withAuthors<Page extends Pick<PostPage<P>, "authors">>(page: Page): Page {
    for (const { id, name } of page.authors) authors.set(id, name);
    return page;
  }

  /**
   * Call it when a post has arrived from the server. If it is new and by this person, it may be a
   * text in the outbox.
   */
  function postArrived(post: P) {
    if (post.authorId === client.welcome?.user.id && posts.isNew(post)) outbox.postArrived(post);
  }

  function apply(event: Event | HiddenEvent) {
    for (const { collection, record: carried } of carriedIn<Record<string, Omit<P, "number">>>(
      event,
    )) {
      // The number of a post is the number of the event that created it. The storage gives this
      // number at the commit, so the record in that event does not contain it.
      const record = { number: event.number, ...carried } as unknown as P;
      const isHere = Object.entries(ids).every(([field, id]) => record[field as keyof P] === id);
      if (collection !== `${name}s` || !isHere) continue;
      // `postArrived` is called for every event with a post, not only for `posted` events. If the
      // post was deleted before its `posted` event arrives here, that event has no data. Then the
      // first event that contains the record is a later one.
      postArrived(record);
      if (event.type.endsWith(".posted")) typists.said(record.authorId, kind.subject);
      near.put(record);
      if (record.number > (newest?.number ?? 0)) newest = record;
    }
  }

  function start() {
    const stopOther = kind.start?.();
    typists = watchTyping(client, kind.topic, (all) => {
      const here = all.filter(({ subject }) => subject === kind.subject);
      typing = keep(
        typing,
        here.map(({ user }) => user.name),
      );
      changed();
    });
    // The first connection says who the person is. After a later connection, the roles may have
    // changed.
    const stopListening = client.onStatus(changed);
    following = follow<State>(client, kind.topic, {
      open: kind.open,
      cursorOf: ({ cursor }) => cursor,
      replace(state) {
        const page = kind.pageOf(state);
        for (const post of page.records) postArrived(post);
        newest = page.records[0];
        kind.replace(state);
        if (!kind.staysThere?.()) {
          authors.clear();
          near.end = undefined;
          posts.replace(page);
        }
        withAuthors(page);
        status = "ready";
        error = undefined;
        changed();
        outbox.start();
      },
      apply(events) {
        for (const event of events) {
          if (kind.apply(event) === "gone")
            return gone(new TaskwireError("not_found", "It is gone or hidden."));
          apply(event);
        }
        changed();
      },
      failed(reason) {
        error = reason;
        changed();
      },
      gone,
    });
    stop = () => {
      stopOther?.();
      following?.leave();
      stopListening();
      outbox.stop();
      typists.stop();
      typing = [];
    };
    return stop;
  }

  const reopen = () => following?.reopen();

  function gone(reason: TaskwireError) {
    stop();
    kind.clear();
    posts.replace({ records: [], next: null });
    status = "gone";
    error = reason;
    changed();
  }

  const store: ThreadStore<Snapshot, P> = {
    ...source,
    post(text, options = {}) {
      typingSender.sent();
      if (near.end) reopen();
      return outbox.add(text, options);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    edit: (id, text, { spans, ...options } = {}) =>
      change("edit", id, {
        text,
        ...options,
        // The spans of a stored post have more fields, which the server doesn't accept.
        spans: spans?.map(({ kind, id, start, end }) => ({ kind, id, start, end })),
      }),
    delete: (id) => change("delete", id),
    typing: typingSender.typed,
    loadOlder: load,
    loadNewest: reopen,
  };
  return {
    store,
    changed,
    /** Runs a command on one post, and takes its result. */
    change,
    reopen,
    newest: () => newest,
    near,
    withAuthors,
  };
}
