import { expect, test } from "vitest";
import type { ErrorContext } from "../../src/model/error-context.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { recorder } from "./observed.ts";

const day = 24 * 3_600_000;

test("a reaction is observed each time it runs, until it is given up; onError gets its name", async () => {
  const runtime = fakeRuntime();
  const { observer, of } = recorder();
  const contexts: ErrorContext[] = [];
  const works: string[] = [];
  const taskwire = createTaskwire({
    runtime,
    observers: [
      observer,
      {
        within(work, run) {
          if (work.type === "reaction") works.push(`${work.reaction} ${work.event}`);
          return run();
        },
      },
    ],
    onError: (_, context) => void contexts.push(context),
  });
  taskwire.react("mail", "board.created", () => {});
  taskwire.react("invoice", "board.created", () => {
    throw new Error("no account");
  });
  await taskwire.open();
  await taskwire.system.boards.create({ name: "A" });
  await runtime.advance(1_000);
  expect(of("reaction").filter(({ reaction }) => reaction === "mail")).toMatchObject([
    { outcome: "done", attempt: 1 },
  ]);
  expect(await taskwire.stats()).toMatchObject({ reactions: { waiting: 1, failed: 0 } });
  await runtime.advance(day);
  const invoices = of("reaction").filter(({ reaction }) => reaction === "invoice");
  expect(invoices.map(({ outcome }) => outcome)).toEqual([
    ...Array.from({ length: 19 }, () => "failed"),
    "given_up",
  ]);
  expect(contexts[0]).toEqual({
    source: "reaction",
    reaction: "invoice",
    event: "board.created",
    attempt: 1,
  });
  expect(works).toContain("mail board.created");
  expect(await taskwire.stats()).toMatchObject({ reactions: { waiting: 0, failed: 1 } });
});
