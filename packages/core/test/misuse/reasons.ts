import { z } from "zod";
import { operationsFor } from "../../src/engine/operation/definition.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import type { Misuse } from "./misuse.ts";

const words = { en: "Large expense" };
const passes = { all: true, mentions: true, none: false };
const withReason = (name: string, definition: object) => () =>
  createTaskwire({ reasons: { [name]: definition } as never });

const app = operationsFor({
  events: ["task.flagged"],
  reasons: { large_expense: { words, passes } },
});

/** Defines an operation that emits an event. */
const emitting = (
  run: (context: Parameters<Parameters<typeof app.command>[0]["run"]>[0]) => null,
) =>
  app.command({
    name: "tasks.flag",
    target: "task",
    permission: "member",
    summary: "Tell people of a task.",
    route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/flag" },
    input: z.strictObject({ boardId: z.string(), taskId: z.string() }),
    output: z.null(),
    run,
  });

const event = { topic: "board:b", subject: "t", audience: null } as const;
const about = { about: "task:t", boardId: "b" };

export const reasonMisuses: readonly Misuse[] = [
  {
    what: "a reason with the name of one of taskwire's",
    run: withReason("mention", { words, passes }),
    says: 'The reason "mention" is one of taskwire\'s; call yours something else',
  },
  {
    what: "a reason whose name is none",
    run: withReason("large expense", { words, passes }),
    says: ['The reason "large expense" needs a name', '"large_expense"'],
  },
  {
    what: "a reason without words",
    // @ts-expect-error
    run: () => createTaskwire({ reasons: { large_expense: { passes } } }),
    says: 'needs words by language, e.g. words: { en: "Large expense" }',
  },
  {
    what: "a reason with words in no language",
    run: withReason("large_expense", { words: { english: "Large expense" }, passes }),
    says: 'has words for "english", which is not a language code; use en, th',
  },
  {
    what: "a reason with an empty text",
    run: withReason("large_expense", { words: { en: " " }, passes }),
    says: 'needs a text of at most 200 characters for "en"',
  },
  {
    what: "a reason with a text that nobody can see",
    run: withReason("large_expense", { words: { en: "Large", th: "\u200b" }, passes }),
    says: 'needs a text of at most 200 characters for "th": one line that people can read',
  },
  {
    what: "a reason with a text of two lines",
    run: withReason("large_expense", { words: { en: "Large\nexpense" }, passes }),
    says: 'for "en": one line that people can read',
  },
  {
    what: "a reason that doesn't say which levels let it through",
    // @ts-expect-error
    run: () => createTaskwire({ reasons: { large_expense: { words } } }),
    says: ["needs the levels that let it through", 'or passes: "critical"'],
  },
  {
    what: "a reason with a level missing",
    // @ts-expect-error
    run: () => createTaskwire({ reasons: { large_expense: { words, passes: { all: true } } } }),
    says: "needs the levels that let it through",
  },
  {
    what: "a reason with a level that there isn't",
    run: withReason("large_expense", { words, passes: "urgent" }),
    says: 'or passes: "critical"',
  },
  {
    what: "a reason for those who want less and not for those who want more",
    run: withReason("large_expense", {
      words,
      passes: { all: false, mentions: true, none: false },
    }),
    says: "the ones before it have to be true too",
  },
  {
    what: "a reason with a part that there isn't",
    run: withReason("large_expense", { words, passes, level: 1 }),
    says: 'has no part "level"; there are words and passes',
  },
  {
    what: "an operation that notifies for a misspelled reason",
    run: () =>
      emitting((context) => {
        const candidates = [{ to: "nok", reason: "large_expence" }] as const;
        // @ts-expect-error
        context.emit({ ...event, type: "task.flagged", notify: { ...about, candidates } });
        return null;
      }),
    says: null,
  },
  {
    what: "an operation that emits a misspelled event",
    run: () =>
      emitting((context) => {
        // @ts-expect-error
        context.emit({ ...event, type: "task.flaged" });
        return null;
      }),
    says: null,
  },
];
