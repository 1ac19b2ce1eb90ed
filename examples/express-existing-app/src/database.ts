import { Pool } from "pg";

/** The tables that the app had before taskwire came. */
const tables = `
  CREATE TABLE IF NOT EXISTS people (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    password text NOT NULL,
    manager boolean NOT NULL
  );
  CREATE TABLE IF NOT EXISTS logins (
    id text PRIMARY KEY,
    person text NOT NULL REFERENCES people,
    ends timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS settings (name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY,
    item text NOT NULL,
    person text NOT NULL REFERENCES people,
    state text NOT NULL DEFAULT 'new',
    task text UNIQUE
  );`;

export async function openDatabase(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url });
  // A connection that nobody uses can be lost, e.g. when PostgreSQL restarts. The pool opens another one. Without
  // a listener, the error would end the process.
  pool.on("error", ({ message }) =>
    console.error(`A connection to the database was lost: ${message}`),
  );
  await pool.query(tables);
  return pool;
}
