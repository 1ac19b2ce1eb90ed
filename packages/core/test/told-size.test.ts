import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { defineCollection } from "../src/model/collection.ts";
import { userTopic } from "../src/model/topic.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

interface Letter {
  id: string;
  version: number;
  number: number;
  to: string;
  text: string;
  state: string;
}

const letters = defineCollection<Letter>()({
  name: "letters",
  fields: { number: "integer", to: "text", text: "text", state: "text" },
  indexes: { to: ["to", "number"] },
  versions: "topic",
  numbered: "number",
  told: {
    ...({ name: "letter", person: "to", status: ["state"] } as const),
    state: { field: "state", values: ["open", "gone"], counted: "open" },
  },
});

/** An operation of an app that tells people of its own records. */
const send = command({
  name: "letters.send",
  target: "app",
  permission: "system",
  summary: "Sends letters.",
  route: { method: "POST", path: "/letters" },
  input: z.strictObject({ to: z.array(z.string()), bytes: z.number() }),
  output: z.null(),
  run(context, { to, bytes }) {
    to.forEach((person, i) => {
      const id = `letter ${i}|${person}`;
      const letter = {
        id,
        version: 0,
        number: 0,
        to: person,
        text: "x".repeat(bytes),
        state: "open",
      };
      const put = { letter: [letters, letter] as const };
      context.emit({
        topic: userTopic(person),
        type: "letter.sent",
        subject: id,
        audience: null,
        put,
      });
    });
    return null;
  },
});

test.each([
  ["one person of a record of 300,000 bytes", ["lek"], 300_000, "refused"],
  ["one person of 30 records of 10,000 bytes", Array<string>(30).fill("lek"), 10_000, "refused"],
  ["one person of 20 records of 10,000 bytes", Array<string>(20).fill("lek"), 10_000, "done"],
  [
    "60 people of a record of 10,000 bytes each",
    Array.from({ length: 60 }, (_, i) => `p${i}`),
    10_000,
    "done",
  ],
])("a command of an app that tells %s is $3", async (_, to, bytes, outcome) => {
  const operations = { "letters.send": send };
  const events = ["letter.sent"] as const;
  const taskwire = createTaskwire({
    storage: memoryStorage(),
    collections: [letters],
    operations,
    events,
  });
  onTestFinished(() => taskwire.close());
  await taskwire.open();
  const sent = taskwire.system.letters.send({ to, bytes });
  if (outcome === "done") expect(await sent).toBeNull();
  else await expect(sent).rejects.toMatchObject({ code: "too_large" });
});
