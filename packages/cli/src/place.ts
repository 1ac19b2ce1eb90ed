import { existsSync } from "node:fs";
import type { Archive } from "@taskwire/core/adapter";
import { postgresArchive } from "@taskwire/postgres-storage";
import { sqliteArchive } from "@taskwire/sqlite-storage";
import { UsageError } from "./command.ts";

/** A database that the command line names. */
export interface Place {
  readonly kind: "SQLite" | "PostgreSQL";
  /** For messages: without the password. */
  readonly name: string;
  /** As it is given again on a command line; without the password too. */
  readonly address: string;
  /** Whether the address had a password, that is not among what is shown. */
  readonly hidesPassword: boolean;
  readonly archive: Archive;
  /** The file of a SQLite database. */
  readonly path?: string;
}

const schemes = "sqlite:<file>, e.g. sqlite:app.db, or postgres://<user>@<host>/<database>";

/** Reads `sqlite:app.db` or `postgres://…?schema=taskwire`. Connects to nothing yet. */
export function placeAt(option: string, given: string): Place {
  const text = given.trim();
  const [, written] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? [];
  const scheme = written?.toLowerCase();
  if (scheme === "sqlite")
    return fileAt(text.slice("sqlite:".length).replace(/^\/\/(?=.)/, ""), option);
  if (scheme === "postgres" || scheme === "postgresql") return serverAt(text, option);
  // Something like user:password@host is not repeated.
  if (scheme === undefined && text.includes("@") && !existsSync(text))
    throw new UsageError(`--${option} names no kind of database. Give ${schemes}.`);
  if (scheme === undefined || existsSync(text))
    throw new UsageError(
      `--${option} ${text} names no kind of database. A file is written sqlite:${text}.`,
    );
  throw new UsageError(
    `--${option} has the scheme ${scheme}:, which taskwire has no storage for. Give ${schemes}.`,
  );
}

function fileAt(path: string, option: string): Place {
  if (path === "" || path.includes(":memory:"))
    throw new UsageError(`--${option} names no file. Give ${schemes}.`);
  return {
    kind: "SQLite",
    name: path,
    address: `sqlite:${path}`,
    path,
    hidesPassword: false,
    archive: sqliteArchive(path),
  };
}

function serverAt(text: string, option: string): Place {
  if (!URL.canParse(text) || !/^[a-z]+:\/\//i.test(text))
    throw new UsageError(`--${option} is no address of a PostgreSQL database. Give ${schemes}.`);
  const url = new URL(text);
  const schema = url.searchParams.get("schema") ?? "taskwire";
  if (schema === "")
    throw new UsageError(
      `--${option} has an empty ?schema=. Leave it out for the schema taskwire.`,
    );
  const shown = new URL(url);
  const hidesPassword = shown.password !== "" || shown.searchParams.has("password");
  shown.password = "";
  if (shown.searchParams.has("password")) shown.searchParams.delete("password");
  url.searchParams.delete("schema");
  const name = `${url.host}${url.pathname}, schema ${schema}`;
  return {
    kind: "PostgreSQL",
    name,
    address: shown.href,
    hidesPassword,
    archive: postgresArchive({ url: url.href, schema }),
  };
}
