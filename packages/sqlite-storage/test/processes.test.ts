import { describe, expect, test } from "vitest";
import { isSafeToShare } from "../src/process-lock.ts";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { opened, temporaryFile } from "./files.ts";
import { collections, counters, eventsOf, increment, insertOf, upTo } from "./records.ts";
import { start } from "./start.ts";

describe("SQLite storage and processes", () => {
  test("acknowledged commits survive kill -9 under load, five times in a row", async () => {
    const path = temporaryFile();
    const acknowledged = new Map<string, number>();
    for (let cycle = 0; cycle < 5; cycle++) {
      const child = start("load", path, `cycle${cycle}`);
      await child.until(200);
      await child.kill();
      for (const line of child.lines.slice(1)) {
        const [id = "", number = ""] = line.split(" ");
        acknowledged.set(id, Number(number));
      }
      const storage = await opened(path);
      const refs = [...acknowledged.keys()].map((id) => ({ collection: counters.name, id }));
      const { records } = await storage.get(refs);
      for (const { id, version } of records) expect(version, id).toBe(acknowledged.get(id));
      const events = await eventsOf(storage);
      expect(events.map(({ number }) => number)).toEqual(upTo(events.length));
      await storage.close();
    }
    expect(acknowledged.size).toBeGreaterThan(900);
    // Starting five processes takes long on a busy machine.
  }, 60_000);

  test("two processes that write at once lose nothing and leave no holes in the numbers", async () => {
    const path = temporaryFile();
    const storage = await opened(path);
    await storage.commit(insertOf("shared"));
    const child = start("increment", path, "shared", "60");
    await child.until(1);
    const own = async () => {
      for (let round = 0; round < 20; round++) await increment(storage, "shared");
    };
    await Promise.all([own(), own(), own()]);
    expect(await child.end()).toBe(0);
    const { records } = await storage.get([{ collection: counters.name, id: "shared" }]);
    expect(records[0]?.fields?.value).toBe(120);
    const events = await eventsOf(storage);
    expect(events.map(({ number }) => number)).toEqual(upTo(121));
    expect(events.map(({ data }) => JSON.parse(data).value)).toEqual([0, ...upTo(120)]);
  });

  test("a process ends by itself when nothing is pending, whether it closed the storage or not", async () => {
    const path = temporaryFile();
    expect(await start("leave", path).end()).toBe(0);
    const storage = await opened(path);
    expect((await storage.heads(["board:b"]))[0]?.number).toBe(1);
  });

  test("an SQLite too old to share a file is refused beside another process, until that one is gone", async () => {
    const path = temporaryFile();
    const child = start("hold", path);
    await child.until(1);
    const old = sqliteStorage({ path, sqliteVersion: "3.51.2" });
    await expect(old.open(collections)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/SQLite 3\.51\.2 .* needs 3\.51\.3\. Stop the other process/),
    });
    await child.kill();
    await old.open(collections);
    await old.commit(insertOf("alone"));
    await old.close();
  });

  test("beside an SQLite too old to share a file, every other process is refused", async () => {
    const path = temporaryFile();
    const child = start("hold", path, "3.46.0");
    await child.until(1);
    for (const sqliteVersion of ["3.46.0", "3.53.0"]) {
      await expect(sqliteStorage({ path, sqliteVersion }).open(collections)).rejects.toMatchObject({
        code: "unavailable",
      });
    }
    expect(await child.end()).toBe(0);
    await opened(path);
  });

  test("versions are compared as numbers", () => {
    expect(["3.51.3", "3.51.10", "3.52.0", "3.100.0", "4.0.0"].filter(isSafeToShare)).toHaveLength(
      5,
    );
    expect(["3.51.2", "3.9.9", "2.99.9", "3.50.20", ""].filter(isSafeToShare)).toHaveLength(0);
  });
});
