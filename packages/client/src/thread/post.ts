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
   * The number of people that the text mentions. If a text mentions a large group, the server
   * refuses it without this number. The details of the error contain the number.
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
   * `sent`: the server has it. `sending`: it is on its way. It has a temporary id, and it comes
   * after all posts of the server. `failed`: it was not posted, see `error`.
   */
  readonly state: "sent" | "sending" | "failed";
  readonly isMine: boolean;
  /** The author's current name. Undefined if it is not known. */
  readonly author: string | undefined;
  /** Why it failed, or why sending takes so long. */
  readonly error?: TaskwireError;
  /** The actions that I may take on it. Empty if the post is deleted or not posted yet. */
  readonly available: Partial<Available<Permission>>;
};
