import type { Dice } from "../simulation/dice.ts";

/** One call by a user. */
export interface Call {
  readonly userId: string;
  readonly operation: string;
  readonly input: { readonly [field: string]: unknown };
  readonly key?: string;
}

const texts = [
  "ขายรถ",
  "Sell a car",
  "😀👩‍👩‍👧‍👦",
  "e\u0301 is not \u00e9",
  "line\nbreak\t\u2028 for posts and descriptions",
  "\\ ' \" $1 {} \ufffd",
  "@Dao hello @everyone",
  "z".repeat(190),
];
// Refused before any storage sees it, or by all storages alike.
const hostile = [
  "nul \0",
  "half \ud83d",
  "",
  " ",
  "x".repeat(8_001),
  5,
  null,
  { $gt: 1 },
  ["a"],
  "__proto__",
  "a/b",
  "🙂".repeat(4_000),
];

/** Ids of existing records, collected from the results of calls. */
export class KnownIds {
  readonly tasks: string[] = [];
  readonly subtasks: { readonly taskId: string; readonly subtaskId: string }[] = [];
  readonly rooms: string[] = [];
  readonly messages: { readonly roomId: string; readonly messageId: string }[] = [];
  readonly comments: { readonly taskId: string; readonly commentId: string }[] = [];
  readonly keys: Call[] = [];
  /** The versions of tasks that their deciders have seen. */
  readonly seen = new Map<string, number>();

  learn({ operation, input }: Call, output: string): void {
    const result = JSON.parse(output);
    const { taskId, roomId } = input as { taskId: string; roomId: string };
    if (operation === "tasks.create") this.tasks.push(result.task.id);
    if (/^tasks\.(create|edit)$/.test(operation))
      this.seen.set(result.task.id, result.task.version);
    if (operation === "rooms.create") this.rooms.push(result.id);
    if (operation === "messages.post") this.messages.push({ roomId, messageId: result.id });
    if (operation === "comments.post") this.comments.push({ taskId, commentId: result.id });
    if (operation === "subtasks.create")
      this.subtasks.push({ taskId, subtaskId: result.subtask.id });
    if (operation === "tasks.approve") {
      for (const { id } of result.subtasks) this.subtasks.push({ taskId, subtaskId: id });
    }
  }
}

/** People of a world have ids as apps have them. */
const ids: { readonly [who: string]: string } = {
  dao: "auth0|dao",
  nok: "นก/นก",
  kit: "o'kit@example.com",
  lek: 'DC=Lek "L" \\ {1}, $1',
};

/** The id of a person in a world. */
export const idIn = (world: string, who: string): string => `${world}-${ids[who] ?? who}`;

/** Draws the next call by a user of this world. */
export function nextCall(dice: Dice, world: string, known: KnownIds, step: number): Call {
  const person = () =>
    idIn(world, dice.pick(["dao", "dao", "nok", "nok", "kit", "kit", "lek", "stranger"]));
  const boardId = `${world}-${dice.chance(0.97) ? "sales" : "other"}`;
  const text = () => dice.pick(texts);
  const recent = <T>(list: readonly T[], none: T): T =>
    list.length > 0 && dice.chance(0.97) ? dice.pick(list.slice(-8)) : none;
  const taskId = recent(known.tasks, "none");
  const roomId = recent(known.rooms, "none");
  const subtask = recent(known.subtasks, { taskId, subtaskId: "none" });
  const message = recent(known.messages, { roomId, messageId: "none" });
  const comment = recent(known.comments, { taskId, commentId: "none" });
  const limit = dice.between(1, 4);
  const order = dice.pick(["newest", "oldest"]);
  // Some deciders saw an older version, and some say nothing about it.
  const seen = () => {
    const version = known.seen.get(taskId) ?? 1;
    return [{ version }, { version }, { version: version - 1 }, { version }, {}][step % 5];
  };
  const choices: readonly (readonly [
    weight: number,
    operation: string,
    input: () => Call["input"],
  ])[] = [
    [10, "tasks.create", () => ({ boardId, title: text(), description: text() })],
    [3, "tasks.edit", () => ({ boardId, taskId, title: text() })],
    [7, "tasks.approve", () => ({ boardId, taskId, ...seen() })],
    [3, "tasks.reject", () => ({ boardId, taskId, ...seen(), reason: text() })],
    [2, "tasks.resubmit", () => ({ boardId, taskId })],
    [1, "tasks.cancel", () => ({ boardId, taskId })],
    [1, "tasks.complete", () => ({ boardId, taskId })],
    [
      3,
      "subtasks.create",
      () => ({ boardId, taskId, title: text(), assigneeId: dice.chance(0.5) ? person() : null }),
    ],
    [2, "subtasks.assign", () => ({ boardId, ...subtask, assigneeId: person() })],
    [8, "subtasks.complete", () => ({ boardId, ...subtask })],
    [2, "subtasks.reopen", () => ({ boardId, ...subtask })],
    [
      3,
      "rooms.create",
      () => ({ boardId, name: text(), memberIds: [idIn(world, "dao"), idIn(world, "nok")] }),
    ],
    [9, "messages.post", () => ({ boardId, roomId, text: text() })],
    [2, "messages.edit", () => ({ boardId, ...message, text: text() })],
    [4, "messages.delete", () => ({ boardId, ...message })],
    [5, "comments.post", () => ({ boardId, taskId, text: text() })],
    [1, "comments.edit", () => ({ boardId, ...comment, text: text() })],
    [1, "comments.delete", () => ({ boardId, ...comment })],
    [2, "members.add", () => ({ boardId, userId: person() })],
    [1, "members.remove", () => ({ boardId, userId: person() })],
    [
      1,
      "members.change",
      () => ({ boardId, userId: person(), role: dice.pick(["ADMIN", "ADMIN_LIMITED", null]) }),
    ],
    [1, "boards.edit", () => ({ boardId, name: text() })],
    [2, "boards.open", () => ({ boardId })],
    [1, "boards.list", () => ({})],
    [1, "work.open", () => ({ limit })],
    [2, "tasks.get", () => ({ boardId, taskId })],
    [
      3,
      "tasks.list",
      () => ({ boardId, limit, order, ...(dice.chance(0.5) && { kind: "waiting" }) }),
    ],
    [1, "tasks.counts", () => ({ boardId })],
    [1, "comments.counts", () => ({ boardId, taskIds: [taskId] })],
    [1, "comments.read", () => ({ boardId, ...comment })],
    [2, "tasks.history", () => ({ boardId, taskId, limit })],
    [1, "tasks.available", () => ({ boardId, taskId })],
    [2, "rooms.open", () => ({ boardId, roomId })],
    [2, "rooms.history", () => ({ boardId, roomId, limit })],
    [1, "rooms.around", () => ({ boardId, ...message, limit })],
    [2, "rooms.direct", () => ({ boardId, userId: person() })],
    [1, "rooms.list", () => ({ boardId })],
    [1, "comments.list", () => ({ boardId, taskId, limit })],
    [
      1,
      "users.put",
      () => ({
        id: person(),
        name: text().slice(0, 40),
        role: "ADMIN",
        disabled: dice.chance(0.2),
      }),
    ],
  ];
  if (known.keys.length > 0 && dice.chance(0.04)) return dice.pick(known.keys);
  const [, operation, make] = weighed(dice, choices);
  const input: { [field: string]: unknown } = { ...make() };
  if (dice.chance(0.08)) {
    const field = dice.pick([...Object.keys(input), "surprise"]);
    input[field] = dice.pick(hostile);
  }
  const userId = operation === "users.put" && dice.chance(0.9) ? "system" : person();
  const call: Call = {
    userId,
    operation,
    input,
    ...(dice.chance(0.5) && { key: `${world}-key-${step}-0000` }),
  };
  if (call.key) known.keys.push(call);
  return call;
}

function weighed<T extends readonly [weight: number, ...unknown[]]>(
  dice: Dice,
  choices: readonly T[],
): T {
  let place = dice.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const choice of choices) {
    place -= choice[0];
    if (place < 0) return choice;
  }
  return choices.at(-1) as T;
}
