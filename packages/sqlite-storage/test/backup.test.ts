import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { opened, temporaryFile } from "./files.ts";
import { counters, eventsOf, increment, insertOf, topic, upTo } from "./records.ts";

describe("backup", () => {
  test("a backup made during writes is one consistent moment of the database", async () => {
    const storage = await opened(temporaryFile());
    await storage.commit(insertOf("c"));
    let isWriting = true;
    const write = async () => {
      while (isWriting) await increment(storage, "c");
    };
    const writers = Promise.all([write(), write(), write()]);
    const target = temporaryFile();
    await storage.backup(target);
    await storage.backup(target);
    isWriting = false;
    await writers;
    expect(readdirSync(dirname(target))).toEqual(["test.db"]);

    const copy = await opened(target);
    const events = await eventsOf(copy);
    const { records } = await copy.get([{ collection: counters.name, id: "c" }]);
    expect(events.map(({ number }) => number)).toEqual(upTo(events.length));
    expect(records[0]).toMatchObject({
      version: events.length,
      fields: { value: events.length - 1 },
    });
    expect((await eventsOf(storage)).slice(0, events.length)).toEqual(events);
  });

  test("after a restore, cursors from after the backup are gone, even if their numbers exist again", async () => {
    const storage = await opened(temporaryFile());
    for (const id of ["a", "b"]) await storage.commit(insertOf(id));
    const target = temporaryFile();
    await storage.backup(target);
    const [kept] = await storage.heads([topic]);
    await storage.commit(insertOf("c"));
    const [lost] = await storage.heads([topic]);
    const copy = await opened(target);
    const page = (after: typeof lost) =>
      copy.events({ topic, after: after ?? { number: 0, id: "" }, limit: 9 });
    expect(await page(lost)).toEqual({ status: "gone" });
    await copy.commit(insertOf("d"));
    expect(await page(lost)).toEqual({ status: "gone" });
    expect(await page(kept)).toMatchObject({ status: "page", events: [{ number: 3 }] });
  });

  test("a backup that can't be written is an error and leaves nothing behind", async () => {
    const storage = await opened(temporaryFile());
    await expect(storage.backup("/nowhere/at/all/copy.db")).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
