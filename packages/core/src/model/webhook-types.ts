/** Types of events that are only in the logs of rooms, of people and of servers. No webhook gets them. */
export const offBoards: readonly string[] = [
  ...["room.created", "room.edited", "room.deleted"],
  ...["message.posted", "message.edited", "message.deleted"],
  ...["user.created", "user.changed", "user.erased"],
  ...["user.joined", "user.role_changed", "user.left", "room.joined", "room.left"],
  ...["task.read", "room.read", "preference.changed"],
  ...["notification.created", "notification.changed", "notification.expired"],
  ...["delegation.set", "delegation.begun", "delegation.ended", "delegations.changed"],
  "session.ended",
];
