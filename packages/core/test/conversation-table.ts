/**
 * Who may do what in rooms and comments under the default roles, written by hand from what is promised. Imports nothing:
 * it is the judge of the sources, not their echo.
 *
 * A row reads: answers to an ADMIN | answers to an ADMIN_LIMITED. `hidden`: to them there is no such thing;
 * `permission`: they see it and may not. Whoever is not a member of the board gets, for every row, what an absent id gets.
 */
export type Row = string;

/** In each half: who made the room, who wrote the message, who is in the room, who is on the board and not in the room. */
export const roomColumns = ["founder", "author", "member", "outside"] as const;

export const roomTable: { readonly [operation: string]: Row } = {
  "rooms.open": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.history": "yes        yes yes        hidden | yes        yes        yes        hidden",
  "rooms.edit": "yes        yes yes        hidden | yes        permission permission hidden",
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

/** In each half: who asked for the task, who wrote the comment and has a subtask, who has a subtask, who is on the board. */
export const commentColumns = ["requester", "author", "assignee", "neither"] as const;

export const commentTable: { readonly [operation: string]: Row } = {
  "comments.list": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.post": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.edit": "permission yes permission permission | permission yes permission hidden",
  "comments.delete": "yes        yes yes        yes        | permission yes permission hidden",
  "comments.resolve": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.reopen": "yes        yes yes        yes        | yes        yes yes        hidden",
  "comments.suggest": "yes        yes yes        yes        | yes        yes yes        hidden",
};

/** Operations on a board itself, open to every member of it. */
export const boardOperations = ["rooms.create", "rooms.list"];
