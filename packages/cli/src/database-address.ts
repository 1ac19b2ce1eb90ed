import { existsSync } from "node:fs";
import type { Archive } from "@taskwire/core/adapter";
import { postgresArchive } from "@taskwire/postgres-storage";
import { sqliteArchive } from "@taskwire/sqlite-storage";
import { UsageError } from "./command.ts";

/** A database that the command line names. */
export interface DatabaseAddress {
  readonly kind: "SQLite" | "PostgreSQL";
  /** The name for messages, without the password. */
  readonly name: string;
  /** The address as a command line can contain it again, without the password. */
  readonly text: string;
  /** Whether the address contained a password, which `text` leaves out. */
  readonly hadPassword: boolean;
  readonly archive: Archive;
  /** The path of a SQLite file. */
  readonly path?: string;
}

const forms = "sqlite:<file>, e.g. sqlite:app.db, or postgres://<user>@<host>/<database>";

/**
 * Parses `sqlite:app.db` or `postgres://…?schema=taskwire`. Does not connect yet.
 *
 * @throws UsageError that names the option, if it is not an address.
 */
export function parseDatabaseAddress(option: string, given: string): DatabaseAddress {
  const text = given.trim();
  const [, prefix] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? [];
  const scheme = prefix?.toLowerCase();
  if (scheme === "sqlite")
    return sqliteAddress(text.slice("sqlite:".length).replace(/^\/\/(?=.)/, ""), option);
  if (scheme === "postgres" || scheme === "postgresql") return postgresAddress(text, option);
  // The text may be like user:password@host, so the message doesn't repeat it.
  if (scheme === undefined && text.includes("@") && !existsSync(text))
    throw new UsageError(`--${option} has no scheme. Write ${forms}.`);
  if (scheme === undefined || existsSync(text))
    throw new UsageError(`--${option} ${text} has no scheme. For a file, write sqlite:${text}.`);
  throw new UsageError(
    `--${option} has the scheme ${scheme}:, which taskwire doesn't support. Write ${forms}.`,
  );
}

function sqliteAddress(path: string, option: string): DatabaseAddress {
  if (path === "" || path.includes(":memory:"))
    throw new UsageError(`--${option} has no file name. Write ${forms}.`);
  return {
    kind: "SQLite",
    name: path,
    text: `sqlite:${path}`,
    path,
    hadPassword: false,
    archive: sqliteArchive(path),
  };
}

function postgresAddress(text: string, option: string): DatabaseAddress {
  if (!URL.canParse(text) || !/^[a-z]+:\/\//i.test(text))
    throw new UsageError(
      `--${option} is not a valid address of a PostgreSQL database. Write ${forms}.`,
    );
  const url = new URL(text);
  const schema = url.searchParams.get("schema") ?? "taskwire";
  if (schema === "")
    throw new UsageError(
      `--${option} has an empty ?schema=. Leave it out to use the schema taskwire.`,
    );
  const withoutPassword = new URL(url);
  const hadPassword =
    withoutPassword.password !== "" || withoutPassword.searchParams.has("password");
  withoutPassword.password = "";
  if (withoutPassword.searchParams.has("password")) withoutPassword.searchParams.delete("password");
  url.searchParams.delete("schema");
  return {
    kind: "PostgreSQL",
    name: `${url.host}${url.pathname}, schema ${schema}`,
    text: withoutPassword.href,
    hadPassword,
    archive: postgresArchive({ url: url.href, schema }),
  };
}
