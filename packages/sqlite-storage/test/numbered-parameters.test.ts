import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { bindsNumbers, withNumberedParameters } from "../src/numbered-parameters.ts";

function open() {
  const db = new (withNumberedParameters(DatabaseSync))(":memory:");
  onTestFinished(() => db.close());
  db.exec("CREATE TABLE t (a, b, c)");
  return db;
}

test("a Node that can't bind ?1 gets each value as often as the statement names it", () => {
  const db = open();
  db.prepare("INSERT INTO t VALUES (?2, ?1, ?2)").run("one", "two");
  const select = db.prepare("SELECT a, b, c, ?2 + 0 AS d FROM t WHERE a = ?1 AND c = ?1");
  const row = { a: "two", b: "one", c: "two", d: 7 };
  expect(select.get("two", 7)).toEqual(row);
  expect(select.all("two", 7)).toEqual([row]);
  expect([...select.iterate("two", 7)]).toEqual([row]);
  select.setReturnArrays(true);
  expect(select.get("two", 7)).toEqual(["two", "one", "two", 7]);
});

test("statements with other parameters stay as they are", () => {
  const db = open();
  expect(db.prepare("INSERT INTO t VALUES (?, ?, ?)").run(1, null, 3).changes).toBe(1);
  expect(db.prepare("SELECT * FROM t").get()).toEqual({ a: 1, b: null, c: 3 });
});

test("the check finds a Node that refuses ?1", () => {
  class Refusing extends DatabaseSync {
    override prepare(sql: string) {
      if (/\?\d/.test(sql)) throw new Error("column index out of range");
      return super.prepare(sql);
    }
  }
  expect(bindsNumbers(Refusing)).toBe(false);
});
