import { DatabaseSync } from "node:sqlite";
import { answer } from "../processes.ts";
import { temporaryFile } from "./cycle-tables.ts";
import { usage } from "./usage.ts";

/**
 * The least work to tell people something durably, so that the inbox of one person can be read without
 * reading those of others: one row for each person, in a table that is sorted by person. There are no rules, no
 * counts and no other indexes.
 */
const database = new DatabaseSync(temporaryFile("rows.db"));
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE messages (number INTEGER PRIMARY KEY, text TEXT);
  CREATE TABLE told (person INTEGER, number INTEGER, message INTEGER, data TEXT, PRIMARY KEY (person, number)) WITHOUT ROWID;
`);
const insertMessage = database.prepare("INSERT INTO messages VALUES (NULL, ?)");
const insertTold = database.prepare("INSERT INTO told VALUES (?, ?, ?, ?)");
const text = "x".repeat(480);
const data = "x".repeat(100);
let number = 0;

const answers = {
  ...usage,
  listen: () => 0,
  /** Each message is one commit. */
  tellEverybody({ people, messages }: { people: number; messages: number }): void {
    for (let i = 0; i < messages; i++) {
      database.exec("BEGIN IMMEDIATE");
      const { lastInsertRowid } = insertMessage.run(text);
      number++;
      for (let person = 0; person < people; person++)
        insertTold.run(person, number, lastInsertRowid, data);
      database.exec("COMMIT");
    }
  },
};
export type RowsServer = typeof answers;
answer(answers);
