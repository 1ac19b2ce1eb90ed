import type { Comment, Message } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { Available } from "../app.ts";
import type { PageOf } from "../pages.ts";

/** A message or a comment. */
export type Post = Message | Comment;

/** A page of posts. */
export interface Page<P extends Post> extends PageOf<P> {
  readonly authors: readonly Author[];
}

/** Who wrote something. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/** What goes along with a text. */
export interface PostOptions {
  /** What was chosen in a picker, as `insertMention` of `@taskwire/core/mentions` gives it. */
  readonly spans?: readonly {
    readonly kind: "user" | "group";
    readonly id: string;
    readonly start: number;
    readonly end: number;
  }[];
  /** How many people the author knows that this calls: the count in the details of the refusal that asks for it. */
  readonly confirm?: number;
}

/** What goes along with a new text. */
export interface NewPostOptions extends PostOptions {
  /** The id of what it answers. */
  readonly replyTo?: string;
}

/** A post as a page draws it. */
export type PostView<P extends Post, Permission extends string = string> = Readonly<P> & {
  /** `sending`: on its way, under an id of this side's own, and drawn behind what the server has; `failed`: not posted, see `error`. */
  readonly state: "sent" | "sending" | "failed";
  readonly isMine: boolean;
  /** The author's name now; undefined when nobody knows it. */
  readonly author: string | undefined;
  /** Why it failed, or why sending takes so long. */
  readonly error?: TaskwireError;
  /** What I may do with it. Empty for what is deleted or not posted. */
  readonly available: Partial<Available<Permission>>;
};
