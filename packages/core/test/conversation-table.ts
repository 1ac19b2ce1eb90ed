/**
 * The permissions in rooms and comments under the default roles, written by hand from the
 * documentation. Imports nothing, so that it can't repeat a mistake of the sources.
 *
 * A row reads: answers to an ADMIN | answers to an ADMIN_LIMITED. `hidden`: they are told that there
 * is no such thing. `permission`: they see it, but have no right to it. A user who is not a member
 * of the board gets the same answer as for a missing id, in every row.
 */
export type Row = string;

/**
 * The columns of each half: creator of the room, author of the message, other member of the room,
 * member of the board who is not in the room.
 */
export const roomColumns = ["founder", "author", "member", "outside"] as const;

export const roomTable: { readonly [operation: string]: Row } = {
  "rooms.open": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.history": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.around": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.edit": "yes        yes yes        hidden | yes        permission permission hidden",
  "rooms.delete": "yes        yes yes        hidden | yes        permission permission hidden",
  "rooms.read": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.leave": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "roomMembers.list": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "roomMembers.add": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "roomMembers.remove":
    "yes        yes yes        hidden | yes        permission permission hidden",
  "messages.post": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "messages.edit": "permission yes permission hidden | permission yes        permission hidden",
  "messages.delete": "yes        yes yes        hidden | permission yes        permission hidden",
  "messages.suggest": "yes        yes yes        hidden | yes        yes        yes        hidden",
};

/**
 * The columns of each half: requester of the task, author of the comment (with a subtask), other
 * assignee, other member of the board.
 */
export const commentColumns = ["requester", "author", "assignee", "neither"] as const;

export const commentTable: { readonly [operation: string]: Row } = {
  "comments.list": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.post": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.edit": "permission yes permission permission | permission yes permission hidden",
  "comments.delete": "yes        yes yes        yes        | permission yes permission hidden",
  "comments.resolve": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.reopen": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.read": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.suggest": "yes        yes yes        yes        | yes        yes yes        hidden",
};

/** Operations on a board itself, open to all its members. */
export const boardOperations = ["rooms.create", "rooms.direct", "rooms.list", "comments.counts"];
