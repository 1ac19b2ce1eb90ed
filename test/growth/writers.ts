/** About the longest text that a message can have, in Thai: three bytes a letter. */
const long = "ก".repeat(7_900);

interface Answer {
  readonly id: string;
  readonly task: { readonly id: string };
}

/** Every way in which a limited person makes a database larger, as often as they like. */
export async function writersOf(
  call: (operation: string, input: object) => Promise<Answer>,
  boardId: string,
): Promise<{ readonly [name: string]: (number: number) => Promise<unknown> }> {
  const on = <T extends object>(input: T) => ({ boardId, ...input });
  const { id: taskId } = (await call("tasks.create", on({ title: "Mine" }))).task;
  const { id: roomId } = await call("rooms.create", on({ name: "Room", memberIds: ["mali"] }));
  const { id: commentId } = await call("comments.post", on({ taskId, text: "x" }));
  const { id: messageId } = await call("messages.post", on({ roomId, text: "x" }));
  const post = (text: string) => call("messages.post", on({ roomId, text }));
  return {
    "a command that changes nothing": () => call("rooms.edit", on({ roomId, name: "Room" })),
    "a read marker that is there already": () => call("rooms.read", on({ roomId, messageId })),
    "a preference": (i) =>
      call("preferences.set", { target: `room:${roomId}`, level: i % 2 ? "all" : "none" }),
    "a long request": (i) => call("tasks.create", on({ title: `${i}`, description: long })),
    "an edited request": (i) => call("tasks.edit", on({ taskId, title: `Mine ${i}` })),
    "a long comment": (i) => call("comments.post", on({ taskId, text: `${i} ${long}` })),
    "an edited comment": (i) => call("comments.edit", on({ taskId, commentId, text: `${i}` })),
    "a short message": (i) => post(`${i}`),
    "an edited message": (i) =>
      call("messages.edit", on({ roomId, messageId, text: `${i} ${long}` })),
    "a mention": (i) => post(`@mali ${i}`),
    "a message that is deleted": async (i) => {
      const { id } = await post(`${i}`);
      await call("messages.delete", on({ roomId, messageId: id }));
    },
    "a member who leaves and comes": async () => {
      await call("roomMembers.remove", on({ roomId, userId: "mali" })).catch(unlessNotThere);
      await call("roomMembers.add", on({ roomId, userId: "mali" }));
    },
  };
}

/** The quota may have refused to bring the member back. */
function unlessNotThere(error: { readonly code?: string }): void {
  if (error.code !== "not_found") throw error;
}
