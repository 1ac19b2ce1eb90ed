/**
 * The expected permissions, written by hand from the documentation. Imports nothing, so that it
 * can't repeat a mistake of the sources. An operation that is missing here fails the test.
 * Each column is a kind of caller. `yes`: the call succeeds. `forbidden`: they see the object but
 * have no right to the action. `hidden`: they are told that there is no such object. `refused`:
 * only a rule of the workflow is against it. `unknown`: the server doesn't know the caller.
 */
export const principals = [
  /** Without a token. */
  "nobody",
  /** With an expired token. */
  "expired",
  /** ADMIN of another board. */
  "foreignAdmin",
  /** ADMIN_LIMITED, on no board. */
  "outsider",
  /** ADMIN_LIMITED on the board, not involved in the tasks, in no room. */
  "limited",
  /**
   * ADMIN_LIMITED on the board: requester of the task, assignee of the subtask, creator of the
   * room, author of the message and the comment.
   */
  "involved",
  /** ADMIN on the board and in the room. */
  "admin",
  /** ADMIN who was removed from the board and the room. */
  "removed",
  /** ADMIN with the role ADMIN_LIMITED on this board, in the room. */
  "downgraded",
  /** ADMIN with a disabled account, on the board and in the room. */
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

/** The operations that only a workflow with approvals has. */
export const stepOperations: { readonly [operation: string]: Row } = {
  "tasks.withdraw": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "tasks.addVoter": decides,
  "tasks.extend": decides,
  "delegations.set": everybody,
  // The table has no delegation, so there is none to end.
  "delegations.end": "unknown unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
  "delegations.list": everybody,
  "delegations.checkDue": nobody,
  "tasks.checkDue":
    "unknown unknown hidden hidden hidden forbidden forbidden hidden hidden forbidden",
};

export const operations: { readonly [operation: string]: Row } = {
  "users.put": nobody,
  "users.me": everybody,
  "boards.create": "unknown unknown yes forbidden forbidden forbidden yes yes yes forbidden",
  "boards.list": everybody,
  "boards.open": onBoard,
  "boards.edit": boardAdmin,
  "boards.archive": boardAdmin,
  "boards.delete": boardAdmin,
  "members.add": boardAdmin,
  "members.change": boardAdmin,
  "members.remove": boardAdmin,
  "members.list": onBoard,
  "tasks.create": onBoard,
  "tasks.list": onBoard,
  "tasks.counts": onBoard,
  "tasks.get": seesTask,
  "tasks.history": seesTask,
  // Nobody has decided on the task of the table, so there is no receipt.
  "receipts.get": "unknown unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
  "tasks.why": seesTask,
  "tasks.available": seesTask,
  "tasks.edit": "unknown unknown hidden hidden hidden yes forbidden hidden hidden forbidden",
  "tasks.delete": decides,
  "tasks.approve": decides,
  "tasks.reject": decides,
  "tasks.resubmit":
    "unknown unknown hidden hidden hidden refused forbidden hidden hidden forbidden",
  "tasks.cancel": seesTask,
  "tasks.restore": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "tasks.reopen": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "tasks.complete": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "tasks.checkDates":
    "unknown unknown hidden hidden hidden forbidden forbidden hidden hidden forbidden",
  "subtasks.create": decides,
  "subtasks.assign": decides,
  "subtasks.complete": seesTask,
  "subtasks.reopen": "unknown unknown hidden hidden hidden refused refused hidden hidden forbidden",
  "subtasks.edit": decides,
  "subtasks.cancel": decides,
  "subtasks.restore":
    "unknown unknown hidden hidden hidden forbidden refused hidden hidden forbidden",
  "comments.list": seesTask,
  "comments.post": seesTask,
  "comments.edit": "unknown unknown hidden hidden hidden yes forbidden hidden hidden forbidden",
  "comments.delete": seesTask,
  "comments.resolve": seesTask,
  "comments.reopen": seesTask,
  "comments.suggest": seesTask,
  "comments.counts": onBoard,
  "comments.read": seesTask,
  "rooms.create": onBoard,
  "rooms.direct": onBoard,
  "rooms.list": onBoard,
  "rooms.open": inRoom,
  "rooms.history": inRoom,
  "rooms.around": inRoom,
  "rooms.read": inRoom,
  "rooms.leave": inRoom,
  "rooms.edit": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "rooms.delete": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "roomMembers.list": inRoom,
  "roomMembers.add": inRoom,
  "roomMembers.remove": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "messages.post": inRoom,
  "messages.edit": "unknown unknown hidden hidden hidden yes forbidden hidden forbidden forbidden",
  "messages.delete": "unknown unknown hidden hidden hidden yes yes hidden forbidden forbidden",
  "messages.suggest": inRoom,
  "inbox.open": everybody,
  "work.open": everybody,
  "inbox.list": everybody,
  "inbox.read": everybody,
  "inbox.done": everybody,
  "preferences.list": everybody,
  "preferences.set": onBoard,
  "notifications.preview": onBoard,
  "notifications.explain": everybody,
  "reactions.failed": nobody,
  "reactions.retry": nobody,
  "webhooks.put": nobody,
  "webhooks.list": nobody,
  "webhooks.resume": nobody,
  "webhooks.remove": nobody,
  "webhooks.report": nobody,
  "links.make": "unknown unknown hidden hidden hidden forbidden forbidden hidden hidden forbidden",
  // The link is unknown. It takes the place of a session.
  "links.show": "hidden unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
  "links.use": "hidden unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
};

/**
 * Topics and their allowed followers. `own` is the caller's own topic, `another` that of another
 * user.
 */
export const topics: { readonly [topic: string]: Row } = {
  board: onBoard,
  room: inRoom,
  own: everybody,
  another: "unknown unknown hidden hidden hidden hidden hidden hidden hidden forbidden",
};
