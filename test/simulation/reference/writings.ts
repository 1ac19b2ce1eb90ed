import { type Erased, marksIn, Timeline } from "./entry.ts";

/** A message or comment, and where it was posted. */
export interface Post {
  readonly born: number;
  readonly taskId: string | undefined;
  readonly roomId: string | undefined;
  readonly authorId: string;
  /** Empty while there is nothing to read, because it was deleted. */
  readonly text: Timeline<string>;
}

export type PostRecord = { readonly id: string; readonly text: string; readonly authorId: string };

/** The text that a mark is in: the title of a task, or a message or comment. */
export interface Marked {
  readonly taskId?: string;
  readonly postId?: string;
}

/** The texts that people wrote, over time, and which mark is in which of them. */
export class Writings {
  /** Rules that the texts themselves broke. */
  readonly problems: string[] = [];
  /** Posts whose text was deleted, and that nobody has looked at since. */
  readonly emptied: string[] = [];
  readonly #posts = new Map<string, Post>();
  readonly #marks = new Map<string, Marked>();

  get posts(): ReadonlyMap<string, Post> {
    return this.#posts;
  }

  get marks(): ReadonlyMap<string, Marked> {
    return this.#marks;
  }

  postsIn(place: string): readonly string[] {
    return [...this.#posts].flatMap(([id, { taskId, roomId }]) =>
      taskId === place || roomId === place ? [id] : [],
    );
  }

  /** All marks that a post ever had. */
  marksOf(postId: string): readonly string[] {
    return [...this.#marks].flatMap(([mark, about]) => (about.postId === postId ? [mark] : []));
  }

  title(taskId: string, title: string): void {
    for (const mark of marksIn(title)) {
      const { taskId: other = taskId } = this.#marks.get(mark) ?? {};
      if (other !== taskId) this.problems.push(`${mark} was created as ${other} and as ${taskId}`);
      this.#marks.set(mark, { taskId });
    }
  }

  post(
    { id: postId, authorId, text }: PostRecord,
    place: Pick<Post, "taskId" | "roomId">,
    number: number,
    moment: number,
  ): void {
    const post = this.#posts.get(postId) ?? {
      ...place,
      ...{ authorId, born: moment, text: new Timeline("") },
    };
    this.#posts.set(postId, post);
    if (text === "" && post.text.last !== "") this.emptied.push(postId);
    post.text.set(number, moment, text);
    for (const mark of marksIn(text)) {
      const { postId: other = postId } = this.#marks.get(mark) ?? {};
      if (other !== postId) this.problems.push(`${mark} was posted as ${other} and as ${postId}`);
      this.#marks.set(mark, { postId });
    }
  }

  /** Some posts were deleted, for themselves or with their task, room or board. */
  remove(isGone: (post: Post, id: string) => boolean, number: number, moment: number): void {
    for (const [id, post] of this.#posts)
      if (post.text.last !== "" && isGone(post, id)) post.text.set(number, moment, "");
  }

  erase({ messages = [], comments = [] }: Erased, number: number, moment: number): void {
    const gone = new Set([...messages, ...comments]);
    if (gone.size > 0) this.remove((_, id) => gone.has(id), number, moment);
  }
}
