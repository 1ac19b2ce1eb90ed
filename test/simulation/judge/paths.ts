import { boardId, boardTopic } from "../cast.ts";
import type { Dice } from "../dice.ts";
import type { Node } from "../nodes.ts";
import type { Past } from "../reference/past.ts";
import type { Watcher } from "../watcher.ts";
import { replay } from "./replay.ts";
import { marksOf, readableMarks } from "./words.ts";

type Soon = <T>(promise: Promise<T>) => Promise<T>;

export interface Reading {
  readonly watcher: Watcher;
  readonly node: Node;
  readonly past: Past;
  readonly dice: Dice;
  readonly soon: Soon;
}

/**
 * Reads everything that one user can ask for, on every path, and compares the words: none shows what the
 * user may not read, and the lists together show everything else. Once a run, at the end, for one user: it
 * takes some thirty calls.
 */
export async function judgePaths({ watcher, node, past, dice, soon }: Reading): Promise<string[]> {
  const { userId } = watcher;
  const { now } = past;
  if (now.isDisabled(userId)) return [];
  const problems: string[] = [];
  const allowed = readableMarks(userId, now);
  const found = new Map<string, ReadonlySet<string>>();
  /** Resolves to the answer, or to the text of the refusal. */
  const ask = async (operation: string, input: object): Promise<string> => {
    const text = await node.taskwire.call(userId, operation, input).catch(({ code, message }) => {
      return `${code}: ${message}`;
    });
    found.set(`${operation} ${JSON.stringify(input)}`, marksOf(text));
    return text;
  };
  const all = (calls: readonly (readonly [string, object])[]) =>
    soon(Promise.all(calls.map(([operation, input]) => ask(operation, input))));

  const [tasks, rooms] = [now.visible(userId), now.roomsOf(userId)];
  const isMember = now.visibilityOf(boardTopic, userId).last !== "none";
  const lists = await all([
    ["boards.open", { boardId }],
    ...tasks.map((taskId) => ["comments.list", { boardId, taskId }] as const),
    ...rooms.map((roomId) => ["rooms.open", { boardId, roomId }] as const),
  ]);
  const shown = marksOf(lists.join());
  for (const mark of allowed)
    if (isMember && !shown.has(mark)) problems.push(`no list shows ${mark} to ${userId}`);

  const [inbox = ""] = await all([
    ["inbox.open", {}],
    ["inbox.list", { limit: 100 }],
    ["rooms.list", { boardId, limit: 100 }],
    ["tasks.list", { boardId, limit: 100 }],
    ...rooms.map((roomId) => ["rooms.history", { boardId, roomId }] as const),
    ...tasks
      .slice(-2)
      .flatMap((taskId) => [
        ["tasks.get", { boardId, taskId }] as const,
        ["tasks.history", { boardId, taskId }] as const,
        ["tasks.why", { boardId, taskId, action: "approve" }] as const,
      ]),
  ]);
  const { notifications = [] } = JSON.parse(inbox.startsWith("{") ? inbox : "{}") as {
    notifications?: readonly { readonly id: string; readonly eventId: string }[];
  };
  if (notifications.length > 0) {
    const one = dice.pick(notifications);
    const [text = ""] = await all([["notifications.explain", { eventId: one.eventId }]]);
    const explained = (JSON.parse(text) as { notification: { id: string } | null }).notification;
    if (explained?.id === one.id && JSON.stringify(explained) !== JSON.stringify(one))
      problems.push(`${userId} reads ${JSON.stringify(one)}, explained is ${text}`);
  }
  problems.push(...(await judgeHidden()));
  for (const [topic, cursor] of watcher.oldCursors(past.generation)) {
    const { marks, wrong } = await replay({ userId, topic, cursor }, node, past, soon);
    // An event keeps the words that it had. They may be replaced by now, but not deleted, and the
    // user has to see the task or room of the words.
    const bad = [...marks].filter((one) => !now.hasMark(one) || !now.seesPlaceOf(userId, one));
    found.set(`the replay of ${topic}`, new Set(bad));
    problems.push(...wrong);
  }
  // A store also has texts that the server has refused.
  const isKnown = (mark: string) => now.writings.marks.has(mark);
  for (const [name, text] of watcher.snapshots)
    found.set(name, new Set([...marksOf(text)].filter(isKnown)));

  for (const [path, marks] of found)
    for (const mark of marks)
      if (!allowed.has(mark)) problems.push(`${path} shows ${mark} to ${userId}`);
  return problems;

  /** A thing that is hidden or deleted gets the same refusal as one that never was. */
  async function judgeHidden(): Promise<string[]> {
    const hidden = [
      ...now.everyTask.filter((id) => !tasks.includes(id)).slice(-2),
      ...now.everyRoom.filter((id) => !rooms.includes(id)).slice(-2),
    ];
    const reads = (id: string): (readonly [string, object])[] => [
      ["tasks.get", { boardId, taskId: id }],
      ["comments.list", { boardId, taskId: id }],
      ["rooms.open", { boardId, roomId: id }],
    ];
    const absent = await all(reads("none"));
    const wrong: string[] = [];
    for (const id of hidden)
      for (const [i, text] of (await all(reads(id))).entries())
        if (text !== absent[i]) wrong.push(`${userId} got ${text} for ${id}, not ${absent[i]}`);
    return wrong;
  }
}
