import type { RewindableStorage } from "../../../packages/core/test/support/rewindable-storage.ts";
import type { Node } from "../nodes.ts";
import type { Reference } from "../reference/reference.ts";
import { ordered } from "./shape.ts";

type Fields = { readonly [field: string]: unknown };
type Decision = { readonly by: string };

/** Whether a record of a collection is about a person, as the page on deletion says. */
const isAbout: { readonly [collection: string]: (fields: Fields, userId: string) => boolean } = {
  members: (one, userId) => one.userId === userId,
  room_members: (one, userId) => one.userId === userId,
  preferences: (one, userId) => one.userId === userId,
  notifications: (one, userId) => one.userId === userId,
  read_markers: (one, userId) => one.userId === userId,
  comment_markers: (one, userId) => one.userId === userId,
  messages: (one, userId) => one.authorId === userId,
  comments: (one, userId) => one.authorId === userId,
  subtasks: (one, userId) => one.assigneeId === userId || one.completedBy === userId,
  tasks: (one, userId) => one.requesterId === userId,
};

/** Compares the export of a person with everything that the storage has about them. */
export async function judgeExport(
  userId: string,
  { node, disk, now }: { readonly node: Node; readonly disk: RewindableStorage; now: Reference },
): Promise<string[]> {
  // A deletion that could not reach the storage goes on later. Until then, an export already withholds the words of
  // notifications that the storage still has.
  const jobs = { index: "due", equals: { status: "waiting" }, limit: 100 };
  const waiting = await disk.list("jobs", jobs);
  const isDeleting = waiting.records.some(({ fields }) =>
    /\.deleted$|erasure$/.test(String(fields.reaction)),
  );
  // Of a disabled account, everything is withheld, also a notification that it got later.
  const hasWords = (collection: string) =>
    collection !== "notifications" || !(isDeleting || now.isDisabled(userId));
  const lineOf = (collection: string, record: object) =>
    `${collection} ${JSON.stringify(hasWords(collection) ? ordered(record) : (record as Fields).id)}`;
  const exported: string[] = [];
  for await (const { collection, record } of node.taskwire.users.export(userId))
    exported.push(lineOf(collection, record));
  const due: string[] = [];
  const refs = new Map(
    now.kept.flatMap(({ commit }) =>
      commit.writes.map(({ collection, id }) => [`${collection} ${id}`, { collection, id }]),
    ),
  );
  const { records } = await disk.get([...refs.values()]);
  for (const [i, { collection }] of [...refs.values()].entries()) {
    const { id, version, fields } = records[i] ?? {};
    if (!fields) continue;
    const isTheirs = collection === "users" ? id === userId : isAbout[collection]?.(fields, userId);
    if (isTheirs) due.push(lineOf(collection, { id, version, ...fields }));
    if (collection !== "tasks") continue;
    for (const decision of fields.decisions as readonly Decision[])
      if (decision.by === userId)
        due.push(lineOf("decisions", { taskId: id, boardId: fields.boardId, ...decision }));
  }
  const lacks = due.filter((line) => !exported.includes(line));
  const strange = exported.filter((line) => !due.includes(line));
  return [
    ...lacks.map((line) => `the export of ${userId} lacks ${line}`),
    ...strange.map((line) => `the export of ${userId} has ${line}`),
  ];
}
