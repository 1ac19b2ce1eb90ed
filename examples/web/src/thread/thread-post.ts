import type { CommentsShown, RoomShown } from "@taskwire/react";

/** A comment or a message. */
export type ThreadPost = CommentsShown["comments"][number] | RoomShown["messages"][number];

type Spans = NonNullable<NonNullable<Parameters<CommentsShown["store"]["edit"]>[2]>["spans"]>;

/** The methods that rooms and comments share. */
export type ThreadMethods = Pick<
  CommentsShown["store"],
  "post" | "retry" | "discard" | "loadOlder" | "loadNewest"
> & {
  edit(id: string, text: string, options: { readonly spans: Spans }): Promise<unknown>;
  delete(id: string): Promise<unknown>;
};

/** Something that can be done with a post. */
export interface PostAction {
  readonly label: string;
  readonly tone?: "danger" | undefined;
  run(): unknown;
}

type Verdicts = { readonly [name: string]: { readonly allowed: unknown } | undefined };

/** Whether I may edit or delete a post. */
export function mayOn(post: ThreadPost, action: "edit" | "delete"): boolean {
  const kind = "roomId" in post ? "message" : "comment";
  return (post.available as Verdicts)[`${kind}.${action}`]?.allowed === true;
}
