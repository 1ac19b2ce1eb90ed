import type { Comment, Message } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { Available } from "../app.ts";
import type { RecordPage } from "../record-list.ts";

/** A message or a comment. */
export type Post = Message | Comment;

/** A page of posts, with the names of their authors. */
export interface PostPage<P extends Post> extends RecordPage<P> {
  readonly authors: readonly Author[];
}

/** The author of a post. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/** Options of a text. */
export interface PostOptions {
  /**
   * The mentions that were chosen in a picker, as `insertMention` of `@taskwire/core/mentions`
   * returns them.
   */
  readonly spans?: readonly {
    readonly kind: "user" | "group";
    readonly id: string;
    readonly start: number;
    readonly end: number;
  }[];
  /**
   * The number of people that the text mentions. A text that mentions many is refused without it;
   * the details of the refusal have the number.
   */
  readonly confirm?: number;
}

/** Options of a new text. */
export interface NewPostOptions extends PostOptions {
  /** The id of the post that it answers. */
  readonly replyTo?: string;
}

/** A post, with all that a user interface needs to draw it. */
export type PostView<P extends Post, Permission extends string = string> = Readonly<P> & {
  /**
   * `sent`: the server has it. `sending`: it is on its way, has an id of this client's own, and
   * comes after all that the server has. `failed`: it was not posted, see `error`.
   */
  readonly state: "sent" | "sending" | "failed";
  readonly isMine: boolean;
  /** The author's current name. Undefined if it is not known. */
  readonly author: string | undefined;
  /** Why it failed, or why sending takes so long. */
  readonly error?: TaskwireError;
  /** The actions that I may take on it. Empty if it is deleted, or not posted. */
  readonly available: Partial<Available<Permission>>;
};
