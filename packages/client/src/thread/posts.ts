import type { Author, Page, Post } from "./post.ts";

/** The posts of a thread, each in the newest version seen. Whatever the order in which answers and events come in, they end up the same. */
export interface Posts<P extends Post> {
  /** Oldest first, without a gap; the same array until one of them changes. */
  readonly list: readonly P[];
  readonly hasOlder: boolean;
  has(id: string): boolean;
  nameOf(userId: string): string | undefined;
  replace(page: Page<P>): void;
  put(post: P): void;
  rename(author: Author): void;
  /** Call it when asking for what is before `next`. Returns what takes the answer; false: it is of no use any more. */
  expectOlder(): { readonly before: string; take(page: Page<P>): boolean } | undefined;
}

export function createPosts<P extends Post>(): Posts<P> {
  let held = new Map<string, P>();
  let names = new Map<string, string>();
  /** The oldest of those that came in pages, while there are older ones; what an event brings of those waits for its page. */
  let edge: string | null = null;
  let list: readonly P[] | undefined;

  function put(post: P) {
    const before = held.get(post.id);
    if (before && before.version >= post.version) return;
    held.set(post.id, post);
    list = undefined;
  }

  function putPage({ posts, authors, next }: Page<P>) {
    for (const post of posts) put(post);
    for (const { id, name } of authors) names.set(id, name);
    edge = next;
    list = undefined;
  }

  return {
    get list() {
      list ??= [...held.values()]
        .filter(({ id }) => edge === null || id >= edge)
        // Ids are UUIDv7, so they sort by age.
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return list;
    },
    get hasOlder() {
      return edge !== null;
    },
    has: (id) => held.has(id),
    nameOf: (userId) => names.get(userId),
    replace(page) {
      held = new Map();
      names = new Map();
      putPage(page);
    },
    put,
    rename: ({ id, name }) => void names.set(id, name),
    expectOlder() {
      if (edge === null) return undefined;
      const before = edge;
      const asked = held;
      return {
        before,
        take(page) {
          // Another state has taken this one's place since: the page belongs to what was.
          if (held !== asked) return false;
          putPage(page);
          return true;
        },
      };
    },
  };
}
