import {
  type Event,
  type Facts,
  type HiddenEvent,
  type Member,
  recordsIn,
} from "@taskwire/core/model";
import { TaskwireError } from "@taskwire/core/protocol";
import type { Available } from "../app.ts";
import type { CallOptions } from "../calls.ts";
import type { ClientCore } from "../client.ts";
import { follow } from "../follow.ts";
import { keep } from "../keep.ts";
import { createPages } from "../pages.ts";
import { createPaging } from "../paging.ts";
import { createShown, type Shown } from "../shown.ts";
import { sendTyping, watchTyping } from "../signals/typing.ts";
import { createOutbox } from "./outbox.ts";
import type { NewPostOptions, Page, Post, PostOptions, PostView } from "./post.ts";
import { createJudging, createPostViews, type Judged, type Me, verdicts } from "./views.ts";

/** What every thread shows. */
export interface ThreadSnapshot<Permission extends string = string> {
  /** `gone`: there is no such thing, or not for this person any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly me: Me | undefined;
  /** What I may do here, beside what I may do with each text. */
  readonly available: Partial<Available<Permission>>;
  /** Whether there are older ones: `loadOlder()` brings them. */
  readonly hasOlder: boolean;
  /** The names of others who are writing something now. */
  readonly typing: readonly string[];
  /** What is in the way of loading it, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** What every store of a thread can do. */
export interface ThreadStore<Snapshot, P extends Post> extends Shown<Snapshot> {
  /** Shows the text at once as `sending`, and sends it when there is a connection. Returns its id for `retry` and `discard`. */
  post(text: string, options?: NewPostOptions): string;
  /** Sends a text that failed again: at most one of them is ever posted. `confirm` answers the refusal that asks for a count. */
  retry(id: string, change?: Pick<NewPostOptions, "confirm">): void;
  /** Forgets a text that isn't posted. One that is under way may be posted all the same. */
  discard(id: string): void;
  /** Gives one of my texts other words. Rejects as calls do. */
  edit(id: string, text: string, options?: PostOptions): Promise<P>;
  /** Takes a text back: its place stays. Rejects as calls do. */
  delete(id: string): Promise<P>;
  /** Tells the others that I am writing; to be called at each change of the text. */
  typing(): void;
  /** Puts the next older ones in front. Rejects as calls do. */
  loadOlder(): Promise<void>;
  /** Gives it up. */
  close(): void;
}

type Progress = {
  readonly status: ThreadSnapshot["status"];
  readonly error: TaskwireError | undefined;
};

/** What makes a thread one of a room or one of a task. */
export interface ThreadKind<
  P extends Post,
  State extends { readonly cursor: string },
  Snapshot extends object,
> {
  readonly topic: string;
  /** What is written about, where the topic says it only in part. */
  readonly subject?: string;
  readonly name: "message" | "comment";
  /** What each call names. */
  readonly place: { readonly boardId: string };
  /** What makes an entry a record of this kind. */
  readonly empty: Partial<P>;
  open(ending: { readonly signal: AbortSignal }): Promise<State>;
  older(before: string, ending: { readonly signal: AbortSignal }): Promise<Page<P>>;
  pageOf(state: State): Page<P>;
  replace(state: State): void;
  /** Takes what an event says beside the post. `gone`: the thread is out of sight with it. */
  apply(event: Event | HiddenEvent): "gone" | undefined;
  clear(): void;
  readonly member: Member | undefined;
  facts(): Omit<Facts, "actor" | "member">;
  /** What may be asked for on the whole. */
  actions(facts: Facts): readonly string[];
  actionsOn(post: P, facts: Facts): readonly string[];
  nameOf(userId: string): string | undefined;
  draw(snapshot: ThreadSnapshot, posts: readonly PostView<P>[]): Snapshot;
}

export function createThreadStore<
  P extends Post,
  State extends { readonly cursor: string },
  Snapshot extends object,
>(client: ClientCore, kind: ThreadKind<P, State, Snapshot>) {
  const { name, place } = kind;
  const posts = createPages<P>();
  const authors = new Map<string, string>();
  const judgedBy = createJudging();
  const drawPosts = createPostViews<P>({
    name,
    actionsOn: kind.actionsOn,
    nameOf: (userId) => kind.nameOf(userId) ?? authors.get(userId),
    draft: ({ key, text, at, options: { spans = [], replyTo = null } }, authorId) =>
      ({
        ...kind.empty,
        ...place,
        id: key,
        version: 0,
        authorId,
        text,
        mentions: spans.map((span) => ({ ...span, silent: false })),
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
    take,
    () => changed(),
  );
  let names: readonly string[] = [];
  const typing = sendTyping(client, kind.topic, kind.subject);
  const typists = watchTyping(client, kind.topic, (all) => {
    const here = all.filter(({ subject }) => subject === kind.subject);
    names = keep(
      names,
      here.map(({ user }) => user.name),
    );
    changed();
  });
  const ended = new AbortController();
  const paging = createPaging(
    posts,
    async (next) => know(await kind.older(next, ended)),
    () => changed(),
  );
  /** The newest of the log as far as it is here. An answer may bring one's own post before those that are older. */
  let newest: string | undefined;
  let judged: Judged | undefined;
  let available: Available = {};
  let progress: Progress = { status: "loading", error: undefined };
  const { show, ...shown } = createShown(draw());

  function draw(): Snapshot {
    const { status, error } = progress;
    const by = client.welcome && judgedBy(client.welcome, kind.member, kind.facts());
    if (by && by.judged !== judged) {
      judged = by.judged;
      available = verdicts(kind.actions(judged.facts), judged.facts, judged.definitions);
    }
    const drawn = status === "gone" ? [] : drawPosts(posts.list, outbox.entries, by);
    const { hasOlder } = posts;
    return kind.draw(
      { status, me: by?.me, available, hasOlder, typing: names, ...(error && { error }) },
      drawn,
    );
  }

  function changed(change: Partial<Progress> = {}) {
    progress = { ...progress, ...change };
    show(draw());
  }

  const command = (verb: string, input: object, options?: CallOptions) =>
    client.call(`${name}s.${verb}`, { ...place, ...input }, options) as Promise<P>;

  /** A post that a command answered. */
  function take(post: P) {
    if (progress.status === "ready") posts.put(post);
    changed();
  }

  async function change(verb: string, id: string, more: object = {}): Promise<P> {
    const post = await command(verb, { [`${name}Id`]: id, ...more });
    take(post);
    return post;
  }

  function know(page: Page<P>): Page<P> {
    for (const { id, name } of page.authors) authors.set(id, name);
    return page;
  }

  const isMine = ({ authorId }: P) => authorId === client.welcome?.user.id;

  function apply(event: Event | HiddenEvent) {
    for (const { collection, record } of recordsIn<Record<string, P>>(event)) {
      if (collection !== `${name}s`) continue;
      if (Object.entries(place).some(([field, id]) => record[field as keyof P] !== id)) continue;
      // Not always with the event that posted it: that is redacted when it was taken back meanwhile.
      if (isMine(record) && posts.lacks(record.id)) outbox.arrived(record);
      if (event.type.endsWith(".posted")) typists.said(record.authorId, kind.subject);
      posts.put(record);
      if (record.id > (newest ?? "")) newest = record.id;
    }
  }

  // Another connection may come with other roles, and the first one says who one is.
  const stopListening = client.onStatus(() => changed());
  const following = follow<State>(client, kind.topic, {
    open: kind.open,
    cursorOf: ({ cursor }) => cursor,
    replace(state) {
      const page = kind.pageOf(state);
      for (const post of page.records)
        if (isMine(post) && posts.lacks(post.id)) outbox.arrived(post);
      newest = page.records[0]?.id;
      kind.replace(state);
      authors.clear();
      posts.replace(know(page));
      paging.reset();
      changed({ status: "ready", error: undefined });
      outbox.start();
    },
    apply(events) {
      for (const event of events) {
        if (kind.apply(event) === "gone") return leave();
        apply(event);
      }
      changed();
    },
    failed: (error) => changed({ error }),
    gone,
  });

  function leave() {
    following.leave();
    gone(new TaskwireError("not_found", "It is no longer there, or not for you."));
  }

  function stop() {
    ended.abort();
    outbox.close();
    typists.stop();
  }

  function gone(error: TaskwireError) {
    stop();
    names = [];
    kind.clear();
    posts.replace({ records: [], next: null });
    changed({ status: "gone", error });
  }

  const store: ThreadStore<Snapshot, P> = {
    ...shown,
    post(text, options = {}) {
      typing.sent();
      return outbox.add(text, options);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    edit: (id, text, options) => change("edit", id, { text, ...options }),
    delete: (id) => change("delete", id),
    typing: typing.typed,
    loadOlder: () => (progress.status === "ready" ? paging.load() : Promise.resolve()),
    close() {
      stop();
      following.leave();
      stopListening();
    },
  };
  return {
    store,
    changed,
    /** Asks for a change of one post. */
    change,
    reopen: following.reopen,
    newest: () => newest,
  };
}
