import { expect, test } from "vitest";
import type { TaskwireError } from "../src/errors.ts";
import { decodeCursor } from "../src/log/cursor.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { decide } from "../src/testing/decide.ts";
import { startConversation } from "./support/conversation.ts";

/** A storage in which something happens once, just before one of the next reads. */
function interruptible() {
  const plain = memoryStorage();
  let toCome = Number.POSITIVE_INFINITY;
  let happens = async () => {};
  const behind =
    <Args extends unknown[], Result>(read: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (--toCome === 0) await happens();
      return read(...args);
    };
  const { get, list, count, heads, events } = plain;
  const storage: Storage = {
    ...plain,
    get: behind(get),
    list: behind(list),
    count: behind(count),
    heads: behind(heads),
    events: behind(events),
  };
  return {
    storage,
    interrupt(read: number, run: () => Promise<unknown>) {
      toCome = read;
      happens = async () => void (await run());
    },
    /** Whether there were too few reads for it to happen. */
    get isToCome() {
      return toCome > 0;
    },
  };
}

type World = Awaited<ReturnType<typeof startConversation>>;

/** There is a message, and Mali sees the task because of her subtask. */
async function prepare({ as, say, boardId, taskId }: World): Promise<void> {
  await say("lek", "said before");
  await decide(as("nok"), "approve", { boardId, taskId });
  await as("nok").subtasks.create({ boardId, taskId, title: "Wash it", assigneeId: "mali" });
}

/**
 * Runs the query again and again, each time in a new world, with the interruption one read later.
 */
async function interrupted<Answer>(
  ask: (world: World) => Promise<Answer>,
  meanwhile: (world: World) => Promise<unknown>,
): Promise<(Answer | "refused")[]> {
  const answers: (Answer | "refused")[] = [];
  for (let read = 1; ; read++) {
    const gate = interruptible();
    const world = await startConversation({ storage: gate.storage });
    await prepare(world);
    gate.interrupt(read, () => meanwhile(world));
    const asked = ask(world).catch(() => "refused" as const);
    // Retries wait for the clock.
    for (let i = 0; i < 20; i++) await world.runtime.advance(10);
    const answer = await asked;
    if (gate.isToCome) return answers;
    answers.push(answer);
  }
}

const leaveRoom = async ({ as, say, boardId, roomId }: World) => {
  await as("dao").rooms.leave({ boardId, roomId });
  await as("lek").rooms.edit({ boardId, roomId, name: "named after" });
  await say("lek", "said after");
  await as("lek").roomMembers.add({ boardId, roomId, userId: "mali" });
};

const leaveBoard = async ({ taskwire, as, boardId, taskId, ...world }: World) => {
  await taskwire.system.members.remove({ boardId, userId: "dao" });
  await as("nok").boards.edit({ boardId, name: "named after" });
  await as("nok").comments.post({ boardId, taskId, text: "said after" });
  await as("lek").tasks.create({ boardId, title: "asked for after" });
  await world.say("lek", "said after");
  await as("lek").roomMembers.add({ boardId, roomId: world.roomId, userId: "mali" });
};

const loseTask = async ({ as, boardId, taskId }: World) => {
  const { subtasks } = await as("nok").tasks.get({ boardId, taskId });
  await as("nok").subtasks.assign({
    boardId,
    taskId,
    subtaskId: subtasks[0]?.id ?? "",
    assigneeId: "lek",
  });
  await as("nok").subtasks.create({ boardId, taskId, title: "added after", assigneeId: "lek" });
  await as("nok").comments.post({ boardId, taskId, text: "said after" });
};

const questions: { readonly [name: string]: (world: World) => Promise<unknown> } = {
  "boards.list": ({ as }) => as("dao").boards.list(),
  "boards.open": ({ as, boardId }) => as("dao").boards.open({ boardId }),
  "members.list": ({ as, boardId }) => as("dao").members.list({ boardId }),
  "tasks.list": ({ as, boardId }) => as("dao").tasks.list({ boardId }),
  "tasks.counts": ({ as, boardId }) => as("dao").tasks.counts({ boardId }),
  "tasks.history": ({ as, boardId, taskId }) => as("dao").tasks.history({ boardId, taskId }),
  "comments.list": ({ as, boardId, taskId }) => as("dao").comments.list({ boardId, taskId }),
  "comments.counts": ({ as, boardId, taskId }) =>
    as("dao").comments.counts({ boardId, taskIds: [taskId] }),
  "comments.suggest": ({ as, boardId, taskId }) => as("dao").comments.suggest({ boardId, taskId }),
  "inbox.open": ({ as }) => as("dao").inbox.open(),
  "work.open": ({ as }) => as("dao").work.open(),
  "inbox.list": ({ as }) => as("dao").inbox.list(),
  "rooms.list": ({ as, boardId }) => as("dao").rooms.list({ boardId }),
  "rooms.open": ({ as, boardId, roomId }) => as("dao").rooms.open({ boardId, roomId }),
  "rooms.history": ({ as, boardId, roomId }) => as("dao").rooms.history({ boardId, roomId }),
  "rooms.around": async ({ as, boardId, roomId }) => {
    const { messages } = await as("lek").rooms.history({ boardId, roomId });
    const messageId = messages.at(-1)?.id ?? "";
    return as("dao").rooms.around({ boardId, roomId, messageId });
  },
  "messages.suggest": ({ as, boardId, roomId }) => as("dao").messages.suggest({ boardId, roomId }),
  "notifications.preview": ({ as, boardId, roomId }) =>
    as("dao").notifications.preview({
      operation: "messages.post",
      input: { boardId, roomId, text: "@everyone" },
    }),
};
const ofRooms = [
  "rooms.list",
  "rooms.open",
  "rooms.history",
  "rooms.around",
  "messages.suggest",
  "notifications.preview",
];

test.for(Object.keys(questions))(
  "%s reveals nothing from after the caller's removal, between any two reads",
  async (name) => {
    const losses = ofRooms.includes(name) ? [leaveRoom, leaveBoard] : [leaveBoard];
    for (const lose of losses) {
      const answers = await interrupted(
        questions[name] as (world: World) => Promise<unknown>,
        lose,
      );
      expect(answers.length).toBeGreaterThan(1);
      // Mali joined the room afterwards. She was on the board before.
      const after = name === "notifications.preview" ? /after|mali/ : /after/;
      for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(after);
    }
  },
);

const ofTasks: { readonly [name: string]: (world: World) => Promise<unknown> } = {
  "boards.open": ({ as, boardId }) => as("mali").boards.open({ boardId }),
  "tasks.get": ({ as, boardId, taskId }) => as("mali").tasks.get({ boardId, taskId }),
  "tasks.list": ({ as, boardId }) => as("mali").tasks.list({ boardId }),
  "tasks.history": ({ as, boardId, taskId }) => as("mali").tasks.history({ boardId, taskId }),
  "comments.list": ({ as, boardId, taskId }) => as("mali").comments.list({ boardId, taskId }),
  "inbox.open": ({ as }) => as("mali").inbox.open(),
  "notifications.preview": ({ as, boardId, taskId }) =>
    as("mali").notifications.preview({
      operation: "comments.post",
      input: { boardId, taskId, text: "Washed." },
    }),
};

test.for(Object.keys(ofTasks))(
  "%s reveals nothing of a task from after the caller lost it, between any two reads",
  async (name) => {
    const answers = await interrupted(
      ofTasks[name] as (world: World) => Promise<unknown>,
      loseTask,
    );
    expect(answers.length).toBeGreaterThan(1);
    // Nok became involved afterwards.
    const after = name === "notifications.preview" ? /nok/ : /after/;
    for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(after);
  },
);

test("a refusal reveals nothing of a task from after the caller lost it, between any two reads", async () => {
  const complete = ({ as, boardId, taskId }: World) =>
    as("mali").tasks.complete({ boardId, taskId });
  const refusalOf = ({ code, details }: TaskwireError) => ({
    code,
    steps: (details?.remedy as unknown[])?.length,
  });
  const ask = (world: World) => complete(world).then(() => "done" as const, refusalOf);
  const alone = await startConversation();
  await prepare(alone);
  const before = await ask(alone);
  const answers = await interrupted(ask, loseTask);
  expect(answers.length).toBeGreaterThan(1);
  for (const answer of answers) expect([before, { code: "not_found" }]).toContainEqual(answer);
});

test("the task returned with its comments is never older than the cursor", async () => {
  let changed = 0;
  const answers = await interrupted(
    ({ as, boardId, taskId }) => as("dao").comments.list({ boardId, taskId }),
    async ({ as, boardId, taskId }) => {
      changed = (await as("nok").subtasks.create({ boardId, taskId, title: "Wax it" })).task
        .version;
    },
  );
  expect(answers.length).toBeGreaterThan(1);
  for (const answer of answers) {
    if (answer === "refused") throw new Error("Nobody was removed.");
    const isBehind = (decodeCursor(answer.cursor)?.number ?? 0) < changed;
    expect(answer.task.total).toBe(isBehind ? 1 : 2);
  }
});
