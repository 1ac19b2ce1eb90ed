import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

type DatabaseClass = typeof DatabaseSync;
type Run = (...values: SQLInputValue[]) => unknown;

/** Whether this version of Node binds values to parameters such as `?1`. Early versions of Node 22 don't. */
export function bindsNumbers(Database: DatabaseClass): boolean {
  const db = new Database(":memory:");
  try {
    return db.prepare("SELECT ?1").get(1) !== undefined;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/**
 * A database for versions of Node that can't bind `?1`. Its statements have a `?` for each of these
 * parameters, and get each value as often as the statement names it.
 */
export function withNumberedParameters(Database: DatabaseClass): DatabaseClass {
  return class extends Database {
    override prepare(sql: string): StatementSync {
      const order = [...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number) - 1);
      if (order.length === 0) return super.prepare(sql);
      const statement = super.prepare(sql.replaceAll(/\?\d+/g, "?"));
      for (const name of ["all", "get", "iterate", "run"] as const) {
        const run: Run = statement[name].bind(statement);
        const placed: Run = (...values) => run(...order.map((i) => values[i] ?? null));
        Object.defineProperty(statement, name, { value: placed });
      }
      return statement;
    }
  };
}
