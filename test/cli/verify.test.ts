import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { taskwire } from "./command.ts";
import { type Database, postgresDatabase, sqliteDatabase, withApp } from "./databases.ts";
import { fillRandomly, hostOn } from "./world.ts";

const kinds: readonly [string, () => Promise<Database>][] = [
  ["SQLite", async () => sqliteDatabase()],
  ["PostgreSQL", () => postgresDatabase()],
];

test.each(kinds)(
  "finds nothing wrong after random commands on %s",
  { timeout: 60_000 },
  async (_kind, make) => {
    const database = await make();
    await withApp(hostOn(database.storage()), (app) => fillRandomly(app, { seed: 5, steps: 150 }));
    const { code, out } = await taskwire("verify", "--at", database.address);
    expect(out).toMatch(/No problems found/);
    expect(code).toBe(0);
  },
);

test("ends with advice if the other database can't be read", async () => {
  const database = await postgresDatabase();
  await withApp(hostOn(database.storage()), async () => {});
  const other = sqliteDatabase();
  const against = ["verify", "--at", database.address, "--against", other.address];
  expect(await taskwire(...against)).toMatchObject({
    code: 3,
    out: "",
    err: expect.stringMatching(/no file .*Check/),
  });
  await other.sql("CREATE TABLE letters (text)");
  expect(await taskwire(...against)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/no taskwire data in this file/),
  });
});

test("the next steps printed after a copy contain no password, wherever the address had it", async () => {
  const [from, to] = [sqliteDatabase(), await postgresDatabase()];
  await withApp(hostOn(from.storage()), async () => {});
  const address = new URL(to.address);
  const { password } = address;
  address.password = "";
  address.searchParams.set("password", password);
  const { code, out, err } = await taskwire("copy", "--from", from.address, "--to", address.href);
  expect(out).toMatch(
    /1\. taskwire verify --at 'postgres:\S+\?schema=copy_\w+' --against .*\n.*password in PGPASSWORD/,
  );
  expect(out + err).not.toContain(password);
  expect(code).toBe(0);
});

test("tells where to put the password if the server asks for one", async () => {
  const address = new URL((await postgresDatabase()).address);
  address.password = "wrong";
  const { code, err } = await taskwire("verify", "--at", address.href);
  expect(err).toMatch(/password.*The password is in the address, in PGPASSWORD or in ~\/\.pgpass/);
  expect(code).toBe(3);
});

const folder = mkdtempSync(join(tmpdir(), "taskwire-verify-"));
const original = sqliteDatabase(join(folder, "original.db"));

beforeAll(async () => {
  await withApp(hostOn(original.storage()), (app) => fillRandomly(app, { seed: 7, steps: 300 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(kinds)("notices on a damaged copy on %s", (kind, make) => {
  let database: Database;

  beforeEach(async () => {
    database = await make();
    expect(
      await taskwire("copy", "--from", original.address, "--to", database.address),
    ).toMatchObject({ code: 0 });
    expect(
      await taskwire("verify", "--at", database.address, "--against", original.address),
    ).toMatchObject({
      code: 0,
    });
  });

  const found = async (pattern: RegExp, ...more: string[]) => {
    const { code, out } = await taskwire("verify", "--at", database.address, ...more);
    expect(out).toMatch(pattern);
    expect(code).toBe(1);
  };
  // The log of one board, in the terms of each storage.
  const ofBoard =
    kind === "SQLite"
      ? "topic_id = (SELECT id FROM {taskwire_topics} WHERE topic = 'board:w-sales')"
      : "topic = 'board:w-sales'";

  // Both kinds of databases are read into the same form, so damage that SQL shows in the same way
  // is tried on SQLite only.
  const once = kind === "SQLite" ? test : () => {};

  test("a hole in a topic", async () => {
    await database.sql(`DELETE FROM {taskwire_events} WHERE number = 7 AND ${ofBoard}`);
    await found(/^- board:w-sales: event 7 is missing$/m);
    await database.sql(`DELETE FROM {taskwire_events} WHERE number BETWEEN 7 AND 9 AND ${ofBoard}`);
    await found(/^- board:w-sales: events 7 to 9 are missing$/m);
  });

  test("a lost end of a topic", async () => {
    const newest = `(SELECT max(number) FROM {taskwire_events} WHERE ${ofBoard})`;
    await database.sql(`DELETE FROM {taskwire_events} WHERE number = ${newest} AND ${ofBoard}`);
    await found(
      kind === "SQLite"
        ? /but its last event is .* of board:w-sales|has no event in the log/
        : /board:w-sales: the last event is \d+, but the list of topics says/,
    );
  });

  once("a topic that lost all its events", async () => {
    await database.sql(`DELETE FROM {taskwire_events} WHERE ${ofBoard}`);
    await found(/tasks \S+ \(version \d+\) has no event in the log/);
  });

  test("a record that was changed", async () => {
    await database.sql(
      "UPDATE {tasks} SET title = 'Another' WHERE id = (SELECT min(id) FROM {tasks})",
    );
    await found(/^- tasks \S+ differs from \w+\.\w+ \(event \d+ of board:w-sales\)$/m);
    await database.sql("UPDATE {invoices} SET paid = NOT paid");
    await found(/^- invoices i\d differs from bill\.written \(event \d+ of board:w-sales\)$/m);
  });

  once("a record whose version was changed", async () => {
    await database.sql("UPDATE {boards} SET version = version + 1000 WHERE id = 'w-other'");
    await found(
      /^- boards w-other has version 10\d\d, but its last event is \S+ \(event \d+ of board:w-other\)$/m,
    );
  });

  once("a record without an event, and a missing record", async () => {
    await database.sql(
      "UPDATE {comments} SET id = 'strange' WHERE id = (SELECT min(id) FROM {comments} WHERE \"deletedAt\" IS NULL)",
    );
    await found(/^- comments strange \(version \d+\) has no event in the log$/m);
    await found(
      /^- comments \S+ is missing, but comment\.\w+ \(event \d+ of board:w-sales\) wrote it$/m,
    );
    await database.sql("DELETE FROM {invoices}");
    await found(/^- invoices i\d is missing, but bill\.written/m);
  });

  once("a deletion without an event, and a deletion that was undone", async () => {
    await database.sql(
      "INSERT INTO {taskwire_tombstones} SELECT 'users', id, version FROM {users} WHERE id = 'w-o''kit@example.com'",
    );
    await database.sql("DELETE FROM {users} WHERE id = 'w-o''kit@example.com'");
    await found(
      /^- users w-o'kit@example\.com is deleted, but (?:user|room)\.\w+ \(event \d+ of user:w-o'kit@example\.com\) did not delete it/m,
    );
    await database.sql("DELETE FROM {taskwire_tombstones} WHERE collection = 'members'");
    await found(
      /^- members w-other\/w-DC=Lek .+ is not among the deleted records, but member\.removed/m,
    );
  });

  once("an involvement with an outdated state", async () => {
    const [row] = await database.sql("SELECT min(id) AS id FROM {involvements}");
    const id = String(row?.id).replaceAll("'", "''");
    await database.sql(`UPDATE {involvements} SET state = 'elsewhere' WHERE id = '${id}'`);
    await found(
      /^- involvements: the record for task \S+ and .+ has another state or board than the task$/m,
    );
  });

  once("a missing involvement, and an extra one", async () => {
    await database.sql(
      "DELETE FROM {involvements} WHERE id = (SELECT min(id) FROM {involvements})",
    );
    await found(/^- involvements: task \S+ involves .+, but the record is missing$/m);
    await database.sql("UPDATE {involvements} SET \"userId\" = 'w-strange'");
    await found(/there is a record for task \S+ and w-strange, but the task doesn't involve them/);
  });

  test("a lost key, compared with the original", async () => {
    const [row] = await database.sql("SELECT max(key) AS key FROM {taskwire_keys}");
    const key = String(row?.key);
    await database.sql(`DELETE FROM {taskwire_keys} WHERE key = '${key}'`);
    // The log does not mention keys.
    expect(await taskwire("verify", "--at", database.address)).toMatchObject({ code: 0 });
    await found(
      new RegExp(`^- the key ${key} of .+ is only in \\S+$`, "m"),
      "--against",
      original.address,
    );
  });

  once("events and records that differ from the original", async () => {
    await database.sql(
      `UPDATE {taskwire_events} SET actor = 'w-strange' WHERE number = 7 AND ${ofBoard}`,
    );
    await database.sql("DELETE FROM {read_markers}");
    await found(/^- event 7 of board:w-sales differs between /m, "--against", original.address);
  });

  if (kind === "PostgreSQL") {
    test("a number that exists twice", async () => {
      await database.sql("ALTER TABLE {taskwire_events} DROP CONSTRAINT taskwire_events_pkey");
      await database.sql(
        `INSERT INTO {taskwire_events} SELECT * FROM {taskwire_events} WHERE number = 7 AND ${ofBoard}`,
      );
      await found(/^- board:w-sales: event 7 exists more than once$/m);
    });
  }

  test("after a trim, checks only the records whose events are left, and reports how many it did not check", async () => {
    await withApp(hostOn(database.storage()), async (app) => {
      await app.system.users.put({ id: "w-late", name: "late", role: "ADMIN" });
    });
    const cut = `SELECT max(at) AS at FROM (SELECT at FROM {taskwire_events} ORDER BY at LIMIT 200) first`;
    const [row] = await database.sql(cut);
    expect(
      await taskwire("trim", "--at", database.address, "--before", String(row?.at)),
    ).toMatchObject({ code: 0 });
    const { code, out } = await taskwire("verify", "--at", database.address);
    expect(out).toMatch(/^Not checked: \d+ records whose last event was trimmed\.$/m);
    expect(code).toBe(0);
    // Records that changed after the cut are still compared with the log.
    await database.sql("UPDATE {users} SET name = 'Another' WHERE id = 'w-late'");
    await found(/^- users w-late differs from user\.\w+ \(event 1 of user:w-late\)$/m);
  });
});
