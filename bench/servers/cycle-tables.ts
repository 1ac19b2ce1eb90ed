import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The data of an approval cycle in the fewest tables, as durable as in taskwire. */
export function openTables(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE members (user TEXT PRIMARY KEY, role TEXT) WITHOUT ROWID;
    CREATE TABLE tasks (id TEXT PRIMARY KEY, title TEXT, state TEXT, requester TEXT, decided_by TEXT, done INTEGER, created TEXT, updated TEXT) WITHOUT ROWID;
    CREATE TABLE subtasks (id TEXT PRIMARY KEY, task TEXT, title TEXT, state TEXT, assignee TEXT, updated TEXT) WITHOUT ROWID;
    CREATE INDEX subtasks_task ON subtasks (task);
    CREATE TABLE events (number INTEGER PRIMARY KEY, type TEXT, subject TEXT, actor TEXT, at TEXT, data TEXT);
    CREATE TABLE keys (actor TEXT, key TEXT, result TEXT, PRIMARY KEY (actor, key));
    CREATE TABLE told (number INTEGER PRIMARY KEY, user TEXT, data TEXT);
  `);
  return database;
}

/** The six statements of a cycle, and one for each person told. */
export const statements = (database: DatabaseSync) => ({
  insertTask: database.prepare("INSERT INTO tasks VALUES (?1, ?2, 'pending', ?3, NULL, 0, ?4, ?4)"),
  approveTask: database.prepare(
    "UPDATE tasks SET state = 'approved', decided_by = ?, updated = ? WHERE id = ? AND state = 'pending'",
  ),
  insertSubtask: database.prepare("INSERT INTO subtasks VALUES (?, ?, ?, 'open', ?, ?)"),
  completeSubtask: database.prepare(
    "UPDATE subtasks SET state = 'done', updated = ? WHERE id = ? AND state = 'open'",
  ),
  progressTask: database.prepare("UPDATE tasks SET done = ?, state = ?, updated = ? WHERE id = ?"),
  insertEvent: database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"),
  insertTold: database.prepare("INSERT INTO told VALUES (NULL, ?, ?)"),
});

export type Statements = ReturnType<typeof statements>;
export type StatementName = keyof Statements;

/** Returns a path in a temporary directory that is removed when the process exits. */
export function temporaryFile(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), "taskwire-bench-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}
