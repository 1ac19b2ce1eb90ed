import type { CarriedFields } from "@taskwire/core/model";

/** The collections of the records that taskwire's own events carry under these names. */
const collections: { readonly [name: string]: string } = {
  board: "boards",
  comment: "comments",
  member: "members",
  message: "messages",
  notification: "notifications",
  preference: "preferences",
  readMarker: "read_markers",
  room: "rooms",
  subtask: "subtasks",
  task: "tasks",
  user: "users",
};

/** The records that an event carries in its data, as taskwire's own operations emit them. */
export function carried(type: string, data: { readonly [name: string]: unknown }): CarriedFields {
  const isRemoval = type.endsWith(".removed");
  const put = Object.keys(data).flatMap((name) => {
    const collection = collections[name];
    if (!collection || (name === "member" && isRemoval)) return [];
    const isOfRoom = name === "member" && "roomId" in (data.member as object);
    return [[name, isOfRoom ? "room_members" : collection]];
  });
  const { member } = data as { member?: object };
  return {
    ...(put.length > 0 && { put: Object.fromEntries(put) }),
    ...(member &&
      isRemoval && { drop: { member: "roomId" in member ? "room_members" : "members" } }),
    ...("subtasks" in data && { show: { subtasks: "subtasks" } }),
  };
}
