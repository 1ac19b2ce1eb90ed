/**
 * Who may ask for what, written by hand from what is promised. Imports nothing: it is the judge of the sources, not their
 * echo. An operation that isn't here fails the test.
 *
 * The columns are kinds of callers. `yes`: it is done. `forbidden`: they see what it is about and may not. `hidden`: to
 * them there is no such thing. `refused`: only a rule of the workflow stands in the way. `unknown`: the server doesn't
 * know who asks.
 */
export const principals = [
  /** Without a token. */
  "nobody",
  /** With one that has run out. */
  "expired",
  /** ADMIN of another board. */
  "foreignAdmin",
  /** ADMIN_LIMITED, on no board. */
  "outsider",
  /** ADMIN_LIMITED on the board, with nothing to do with the tasks, in no room. */
  "limited",
  /** ADMIN_LIMITED on the board, who asked for the task, has the subtask, made the room, wrote message and comment. */
  "involved",
  /** ADMIN on the board and in the room. */
  "admin",
  /** ADMIN who was on the board and in the room, and was removed. */
  "removed",
  /** ADMIN whom the board has given the role ADMIN_LIMITED; in the room. */
  "downgraded",
  /** ADMIN on the board and in the room, with a disabled account. */
  "disabled",
] as const;

export type Row = string;

const everybody =
  "unknown unknown yes       yes       yes       yes       yes       yes    yes       forbidden";
const nobody =
  "   unknown unknown forbidden forbidden forbidden forbidden forbidden forbidden forbidden forbidden";
const onBoard =
  "  unknown unknown hidden    hidden    yes       yes       yes       hidden yes       forbidden";
const seesTask =
  " unknown unknown hidden    hidden    hidden    yes       yes       hidden hidden    forbidden";
const inRoom =
  "   unknown unknown hidden    hidden    hidden    yes       yes       hidden yes       forbidden";
const boardAdmin =
  "unknown unknown hidden   hidden    forbidden forbidden yes       hidden forbidden forbidden";
const decides =
  "  unknown unknown hidden    hidden    hidden    forbidden yes       hidden hidden    forbidden";

export const operations: { readonly [operation: string]: Row } = {
  "users.put": nobody,
  "users.me": everybody,
  "boards.create": "unknown unknown yes forbidden forbidden forbidden yes yes yes forbidden",
  "boards.list": everybody,
  "boards.open": onBoard,
  "boards.edit": boardAdmin,
  "members.add": boardAdmin,
  "members.change": boardAdmin,
  "members.remove": boardAdmin,
  "members.list": onBoard,
  "tasks.create": onBoard,
  "tasks.list": onBoard,
  "tasks.get": seesTask,
  "tasks.history": seesTask,
  "tasks.why": seesTask,
  "tasks.available": seesTask,
  "tasks.edit": "unknown unknown hidden hidden hidden yes forbidden hidden hidden forbidden",
  "tasks.approve": decides,
  "tasks.reject": decides,
  "tasks.resubmit":
    "unknown unknown hidden hidden hidden refused forbidden hidden hidden forbidden",
  "tasks.cancel": seesTask,
  "tasks.complete": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "subtasks.create": decides,
  "subtasks.assign": decides,
  "subtasks.complete": seesTask,
  "subtasks.reopen": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "comments.list": seesTask,
  "comments.post": seesTask,
  "comments.edit": "unknown unknown hidden hidden hidden yes forbidden hidden hidden forbidden",
  "comments.delete": seesTask,
  "comments.resolve": seesTask,
  "comments.reopen": seesTask,
  "comments.suggest": seesTask,
  "rooms.create": onBoard,
  "rooms.list": onBoard,
  "rooms.open": inRoom,
  "rooms.history": inRoom,
  "rooms.read": inRoom,
  "rooms.leave": inRoom,
  "rooms.edit": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "roomMembers.list": inRoom,
  "roomMembers.add": inRoom,
  "roomMembers.remove": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "messages.post": inRoom,
  "messages.edit": "unknown unknown hidden hidden hidden yes forbidden hidden forbidden forbidden",
  "messages.delete": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "messages.suggest": inRoom,
  "inbox.open": everybody,
  "inbox.list": everybody,
  "inbox.read": everybody,
  "inbox.done": everybody,
  "preferences.list": everybody,
  "preferences.set": onBoard,
  "notifications.preview": onBoard,
  "notifications.explain": everybody,
  "reactions.failed": nobody,
  "reactions.retry": nobody,
};

/** Topics that can be followed, by whom. `own` is the caller's own, `another` somebody else's. */
export const topics: { readonly [topic: string]: Row } = {
  board: onBoard,
  room: inRoom,
  own: everybody,
  another: "unknown unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
};
