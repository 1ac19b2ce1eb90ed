import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import { expect, onTestFinished, test } from "vitest";
import { checkDatabase } from "../../packages/cli/src/verify/check-database.ts";
import { Problems } from "../../packages/cli/src/verify/problems.ts";
import { startPurchase } from "../../packages/core/test/approvals/purchase.ts";
import { taskwire } from "./command.ts";

type World = Awaited<ReturnType<typeof startPurchase>>;

/** A database with an approved purchase: four votes, one of them by a delegate, and reasons. */
async function approved(erase?: Parameters<World["taskwire"]["users"]["erase"]>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-receipts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "app.db");
  const world = await startPurchase({ storage: sqliteStorage(path) });
  const { as, on, now, away, approveFor, taskwire: app } = world;
  await as("ann").tasks.edit({ ...on, title: "A printer for fin and lea" });
  await away("fay", ["leo"]);
  const vote = async (id: "max" | "lea" | "fin") =>
    as(id).tasks.approve({ ...on, version: (await now()).version, reason: `Fine for ${id}` });
  await vote("max");
  await approveFor("leo", "fay");
  await vote("lea");
  await vote("fin");
  if (erase) await app.users.erase(...erase);
  await app.close();
  return path;
}

async function problemsIn(path: string): Promise<readonly string[]> {
  const archive = sqliteArchive(path);
  const problems = new Problems();
  await checkDatabase(archive.dump(), problems);
  await archive.close();
  return problems.lines;
}

const set = (field: string, value: string) =>
  `data = json_set(data, '$.receipt.${field}', ${value})`;
const votes = "type = 'approval.voted'";
const decision = "json_extract(data, '$.receipt.kind') = 'decision'";

test.each<[what: string, change: string, where: string, reported: RegExp]>([
  ["a part", set('parts."data.amount"', "'x'"), votes, /is not valid: .*hash in content/],
  ["the content", set("content", "'x'"), decision, /is not valid: .*hash in content/],
  ["the covered fields", set("covers", "json('[]')"), votes, /covers and parts name different/],
  ["the person", set("by", "'flo'"), votes, /names another by than its event/],
  ["the time", set("at", "'2020-01-01T00:00:00.000Z'"), decision, /names another at than its/],
  ["the event", set("event", "'other.0'"), votes, /names another event than its event/],
  ["the task", set("taskId", "'other'"), decision, /names another taskId than its event/],
  ["the action", set("action", "'reject'"), votes, /has another hash than its vote/],
  [
    "the person for whom it was cast",
    set("for", "'flo'"),
    `${votes} AND actor = 'leo'`,
    /names another for than its event/,
  ],
  [
    "the votes of a decision",
    set("votes[0]", "'x'"),
    decision,
    /rests on 1 vote that the task does not have/,
  ],
  [
    "the reason",
    "data = json_set(data, '$.reason', 'Never')",
    decision,
    /its reason is another one/,
  ],
  [
    "the amount that was voted on",
    "data = json_set(data, '$.task.data.amount', 5)",
    votes,
    /is about another value of data\.amount/,
  ],
])(
  "verify reports %s of a receipt that was changed by hand",
  async (_, change, where, reported) => {
    const path = await approved();
    expect(await problemsIn(path)).toEqual([]);
    const db = new DatabaseSync(path);
    const { changes } = db.prepare(`UPDATE taskwire_events SET ${change} WHERE ${where}`).run();
    db.close();
    expect(Number(changes)).toBeGreaterThan(0);
    expect((await problemsIn(path)).join("\n")).toMatch(
      new RegExp(`board:.*: the receipt of event \\d+ .*${reported.source}`),
    );
  },
);

test.each<[what: string, change: string, where: string, reported: RegExp]>([
  [
    "the collections of a vote's records, so that the task is not compared",
    "records = NULL, data = json_set(data, '$.task.data.amount', 5)",
    `${votes} AND json_extract(data, '$.task') IS NOT NULL`,
    /event \d+ has no records, but the earlier event \d+ about .* has its data/,
  ],
  [
    "the task of a vote",
    "records = NULL, data = json_remove(data, '$.task')",
    `${votes} AND json_extract(data, '$.task') IS NOT NULL`,
    /the receipt of event \d+ can't be compared: no event of its command has the task/,
  ],
])("verify reports that somebody has removed %s", async (_, change, where, reported) => {
  const path = await approved();
  const db = new DatabaseSync(path);
  const { changes } = db.prepare(`UPDATE taskwire_events SET ${change} WHERE ${where}`).run();
  db.close();
  expect(Number(changes)).toBeGreaterThan(0);
  expect((await problemsIn(path)).join("\n")).toMatch(reported);
});

test("verify compares the hash of a vote also if an erasure has removed words", async () => {
  const path = await approved(["max", { texts: "delete" }]);
  const db = new DatabaseSync(path);
  db.exec(`UPDATE taskwire_events SET ${set("action", "'reject'")} WHERE ${votes}`);
  db.close();
  expect((await problemsIn(path)).join("\n")).toMatch(/has another hash than its vote/);
});

test.each<[how: string, erase: Parameters<typeof approved>[0]]>([
  ["of the reasons that a person wrote", ["max", { texts: "delete" }]],
  ["of a name in the title and in reasons", ["fin", { everywhere: true }]],
  ["of a name in the title, and of reasons", ["lea", { everywhere: true, texts: "delete" }]],
])("verify has no complaint about receipts after an erasure %s", async (_, erase) => {
  const path = await approved(erase);
  const db = new DatabaseSync(path);
  const count = (where: string) =>
    db.prepare(`SELECT count(*) AS n FROM taskwire_events WHERE ${where}`).get()?.n;
  expect(count("data = '{}' AND type = 'task.created'")).toBe(1);
  expect(count("json_extract(data, '$.receipt') IS NOT NULL")).toBe(5);
  db.close();
  expect(await problemsIn(path)).toEqual([]);
});

test("taskwire verify ends with exit code 1 if a receipt was changed by hand", async () => {
  const path = await approved();
  const valid = await taskwire("verify", "--at", `sqlite:${path}`);
  expect(valid).toMatchObject({ code: 0, out: expect.stringContaining("No problems found") });
  const db = new DatabaseSync(path);
  db.exec(`UPDATE taskwire_events SET ${set("statedVersion", "json('false')")} WHERE ${votes}`);
  db.close();
  const changed = await taskwire("verify", "--at", `sqlite:${path}`);
  expect(changed).toMatchObject({
    code: 1,
    out: expect.stringMatching(/receipt of event \d+ has/),
  });
});
