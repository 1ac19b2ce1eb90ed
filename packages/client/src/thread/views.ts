import { type Actor, type Definitions, type Facts, judge, type Member } from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";
import type { Available } from "../app.ts";
import { withAvailable } from "../available.ts";
import { createDefinitions, keep } from "../keep.ts";
import type { Entry } from "./outbox.ts";
import type { Post, PostView } from "./post.ts";

/** Who looks at it; `role` is the one that counts on the board. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** What verdicts rest on, beside the post itself. */
export interface Judged {
  readonly facts: Facts;
  readonly definitions: Definitions;
}

/** Who looks, and what they are judged by. */
export interface By {
  readonly me: Me;
  readonly judged: Judged;
}

/** Draws who looks, and what verdicts rest on: the same object as long as it says the same. */
export function createJudging() {
  const definitionsOf = createDefinitions();
  let me: Me | undefined;
  let actor: Actor | undefined;
  let facts: Facts | undefined;
  let judged: Judged | undefined;

  return (
    welcome: Welcome,
    member: Member | undefined,
    others: Omit<Facts, "actor" | "member">,
  ): By => {
    const { user } = welcome;
    const role = member?.role ?? user.role;
    const seen = { id: user.id, name: member?.name ?? user.name, role };
    me = keep(me, seen);
    const acting = { userId: user.id, role };
    actor = keep(actor, acting);
    facts = keep(facts, { actor, member, ...others });
    const next = { facts, definitions: definitionsOf(welcome) };
    judged = keep(judged, next);
    return { me, judged };
  };
}

/** The verdicts on some actions. */
export const verdicts = (
  actions: readonly string[],
  facts: Facts,
  definitions: Definitions,
): Available =>
  Object.fromEntries(actions.map((action) => [action, judge(action, facts, definitions)]));

interface Drawn<P extends Post> {
  readonly post: P | Entry;
  readonly author: string | undefined;
  readonly judged: Judged | undefined;
  readonly view: PostView<P>;
}

/** What there is to know of a kind of posts to draw them. */
export interface Drawing<P extends Post> {
  /** As the facts call one. */
  readonly name: "message" | "comment";
  /** What may be asked for on a post that isn't deleted. */
  actionsOn(post: P, facts: Facts): readonly string[];
  nameOf(userId: string): string | undefined;
  /** A post that is on its way, as it will be. */
  draft(entry: Entry, authorId: string): P;
}

/** Draws posts, and behind them what is on its way, so that a view stays the same object as long as it shows the same. */
export function createPostViews<P extends Post>({ name, actionsOn, nameOf, draft }: Drawing<P>) {
  let last = new Map<string, Drawn<P>>();
  let list: readonly PostView<P>[] = [];

  function viewOf(
    post: P,
    author: string | undefined,
    { facts, definitions }: Judged,
  ): PostView<P> {
    const isMine = post.authorId === facts.actor.userId;
    return withAvailable({ ...post, state: "sent", isMine, author }, () =>
      verdicts(
        post.deletedAt === null ? actionsOn(post, facts) : [],
        { ...facts, [name]: post },
        definitions,
      ),
    ) as PostView<P>;
  }

  function entryViewOf(entry: Entry, author: string | undefined, authorId = ""): PostView<P> {
    const { state, error } = entry;
    const view = {
      ...draft(entry, authorId),
      state,
      isMine: true,
      author,
      available: {},
      ...(error && { error }),
    };
    return view as PostView<P>;
  }

  return (
    posts: readonly P[],
    entries: readonly Entry[],
    by: By | undefined,
  ): readonly PostView<P>[] => {
    const drawn = new Map<string, Drawn<P>>();
    function draw(
      id: string,
      post: P | Entry,
      author: string | undefined,
      view: () => PostView<P>,
    ) {
      const held = last.get(id);
      const isSame = held?.post === post && held.author === author && held.judged === by?.judged;
      drawn.set(id, isSame ? held : { post, author, judged: by?.judged, view: view() });
    }
    if (by) {
      for (const post of posts) {
        const author =
          nameOf(post.authorId) ?? (post.authorId === by.me.id ? by.me.name : undefined);
        draw(post.id, post, author, () => viewOf(post, author, by.judged));
      }
    }
    for (const entry of entries)
      draw(entry.key, entry, by?.me.name, () => entryViewOf(entry, by?.me.name, by?.me.id));
    last = drawn;
    list = keep(
      list,
      Array.from(drawn.values(), ({ view }) => view),
    );
    return list;
  };
}
