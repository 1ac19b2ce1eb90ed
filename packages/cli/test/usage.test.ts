import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { builtInCollections } from "@taskwire/core/adapter";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../src/run.ts";

const count = builtInCollections.length;

async function taskwire(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "taskwire-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const commands = ["migrate", "copy", "verify", "backup", "trim"];

describe("help", () => {
  test("lists every command and every exit code", async () => {
    for (const args of [["--help"], ["-h"], ["help"]]) {
      const { code, out } = await taskwire(...args);
      for (const name of [...commands, "receipt"])
        expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
      expect(out).toContain(
        "0 done; 1 verify or receipt verify found problems; 2 the command line is wrong; 3 the command failed",
      );
      expect(code).toBe(0);
    }
  });

  test("the README lists every command", () => {
    const page = readFileSync("packages/cli/README.md", "utf8");
    const listed = [...page.matchAll(/^\| `(\w+) /gm)].map(([, name]) => name);
    expect(listed).toEqual([...commands, "receipt"]);
  });

  test.each(commands)("of %s shows its usage and each of its options", async (name) => {
    const { code, out } = await taskwire(name, "--at", "nowhere", "--help");
    expect(out).toMatch(new RegExp(`^ {2}taskwire ${name} --`, "m"));
    expect(out).toContain("sqlite:app.db");
    expect(code).toBe(0);
  });
});

test("the help of a command can be requested in two ways", async () => {
  expect(await taskwire("help", "copy")).toEqual(await taskwire("copy", "--help"));
});

describe("never writes a password from the command line", () => {
  const path = () => join(folder(), "app.db");
  test.each<[string, () => string[]]>([
    ["of an unreachable server", () => ["verify", "--at", "postgres://app:hu sh@127.0.0.1:1/app"]],
    [
      "in the options of an address",
      () => ["verify", "--at", "postgres://app@127.0.0.1:1/app?password=hu sh"],
    ],
    ["without an option", () => ["verify", "postgres://app:hu sh@h/d"]],
    ["in place of a command", () => ["postgres://app:hu sh@h/d"]],
    ["without a scheme", () => ["verify", "--at", "app_user:hu sh@h/d"]],
    ["of an invalid address", () => ["verify", "--at", "postgres://app:hu sh@h:x/d"]],
    [
      "as the name of a file",
      () => ["migrate", "--at", `sqlite:${path()}/postgres://app:hu sh@h/d`],
    ],
    [
      "after a wrong option",
      () => ["verify", "--at=postgres://app:hu sh@127.0.0.1:1/d", "--too=postgres://:hu sh@h"],
    ],
  ])("%s", async (_what, args) => {
    const { code, out, err } = await taskwire(...args());
    expect(out + err).not.toContain("hu sh");
    expect(err).not.toBe("");
    expect(code).toBeGreaterThan(1);
  });
});

test("accepts an address with any case of its scheme and with spaces around it", async () => {
  for (const at of ["POSTGRES://app@127.0.0.1:1/app", " postgres://app@127.0.0.1:1/app "])
    expect((await taskwire("verify", "--at", at)).err).toMatch(/ECONNREFUSED/);
});

test("the next step is printed as a command line that a shell accepts", async () => {
  const from = join(folder(), "Lek's; db");
  const to = join(folder(), "to.db");
  await taskwire("migrate", "--at", `sqlite:${from}`);
  const { out } = await taskwire("copy", "--from", `sqlite:${from}`, "--to", `sqlite:${to}`);
  const [, line = ""] = /^ {2}1\. taskwire (.*)$/m.exec(out) ?? [];
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
  expect(words.split("\n")).toEqual([
    "verify",
    "--at",
    `sqlite:${to}`,
    "--against",
    `sqlite:${from}`,
    "",
  ]);
});

test("a name from the database can't control the terminal or begin a line", async () => {
  const path = join(folder(), "app.db");
  await taskwire("migrate", "--at", `sqlite:${path}`);
  using db = new DatabaseSync(path);
  db.exec('CREATE TABLE "\u001b[2J\nNothing is wrong" (a)');
  const { out } = await taskwire("copy", "--from", `sqlite:${path}`, "--to", `sqlite:${path}.copy`);
  expect(out).toMatch(/were not copied: \\u001b\[2J\\u000aNothing is wrong\.$/m);
});

describe("a wrong command line ends with 2 and names the problem", () => {
  const at = "sqlite:app.db";
  test.each<[string, string[], RegExp]>([
    ["no command", [], /The command is missing\. Commands: migrate, copy/],
    ["an unknown command", ["move"], /There is no command move\. Commands: migrate, copy/],
    ["a name that every object has", ["toString"], /There is no command toString/],
    [
      "an unknown option",
      ["copy", "--form", at],
      /Unknown option '--form'\. See taskwire copy --help/,
    ],
    [
      "an extra word",
      ["verify", "app.db"],
      /Unexpected argument 'app\.db'.* See taskwire verify --help/,
    ],
    ["an option without its value", ["copy", "--from"], /'--from <value>' argument missing/],
    [
      "no database",
      ["verify"],
      /The option --at is missing, e\.g\. --at sqlite:app\.db\. See taskwire verify --help/,
    ],
    [
      "no second database",
      ["copy", "--from", at],
      /The option --to is missing, e\.g\. --to postgres:/,
    ],
    ["a file without its scheme", ["verify", "--at", "app.db"], /For a file, write sqlite:app\.db/],
    [
      "another scheme",
      ["verify", "--at", "mysql://localhost/app"],
      /scheme mysql:, which taskwire doesn't support/,
    ],
    ["a scheme alone", ["verify", "--at", "sqlite:"], /has no file name/],
    ["a database in memory", ["verify", "--at", "sqlite::memory:"], /has no file name/],
    [
      "an invalid address",
      ["verify", "--at", "postgres:app"],
      /is not a valid address of a PostgreSQL database/,
    ],
    ["an empty schema", ["verify", "--at", "postgres://h/d?schema="], /empty \?schema=/],
    ["one database twice", ["copy", "--from", at, "--to", at], /are the same database/],
    [
      "trim without a time",
      ["trim", "--at", at],
      /Give either --keep, e\.g\. --keep 90d, or --before/,
    ],
    [
      "trim with two times",
      ["trim", "--at", at, "--keep", "9d", "--before", "2026-01-01"],
      /Give either/,
    ],
    [
      "trim with a span that is not a number",
      ["trim", "--at", at, "--keep", "soon"],
      /--keep soon is not a number of days/,
    ],
    ["trim of all", ["trim", "--at", at, "--keep", "0d"], /--keep 0d is not a number of days/],
    [
      "trim with an invalid date",
      ["trim", "--at", at, "--before", "1"],
      /--before 1 is not a date/,
    ],
    [
      "trim with a date in the future",
      ["trim", "--at", at, "--before", "9999-01-01"],
      /is in the future, so it would delete everything/,
    ],
    ["a backup without a name", ["backup", "--at", at], /--to is missing/],
    [
      "a backup to a server",
      ["backup", "--at", at, "--to", "postgres://h/d"],
      /To copy into PostgreSQL, use taskwire copy/,
    ],
    [
      "a missing file of collections",
      ["migrate", "--at", at, "--collections", "none.js"],
      /There is no file none\.js/,
    ],
  ])("%s", async (_what, args, says) => {
    const { code, out, err } = await taskwire(...args);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/^ +at /m);
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  test("a file of collections that has none, or that does not load", async () => {
    const path = join(folder(), "own.js");
    const at = `sqlite:${join(folder(), "app.db")}`;
    writeFileSync(path, "export const nothing = 1;");
    expect((await taskwire("migrate", "--at", at, "--collections", path)).err).toMatch(
      /exports no collection/,
    );
    const broken = join(folder(), "broken.js");
    writeFileSync(broken, "export const = 1;");
    expect((await taskwire("migrate", "--at", at, "--collections", broken)).err).toMatch(
      /can't be loaded: /,
    );
  });
});

describe("a command that fails ends with 3 and says what would help", () => {
  test.each(["verify", "trim", "backup", "copy"])(
    "%s of a missing file, and creates none",
    async (name) => {
      const place = folder();
      const options: { [name: string]: string[] } = {
        trim: ["--keep", "9d"],
        backup: ["--to", join(place, "b.db")],
      };
      const args =
        name === "copy"
          ? ["--from", `sqlite:${join(place, "app.db")}`, "--to", `sqlite:${join(place, "b.db")}`]
          : ["--at", `sqlite:${join(place, "app.db")}`];
      const { code, err } = await taskwire(name, ...args, ...(options[name] ?? []));
      expect(err).toMatch(/There is no file .*app\.db\. Check the path/);
      expect(code).toBe(3);
      expect(readdirSync(place)).toEqual([]);
    },
  );

  test("a file that is not a database", async () => {
    const path = join(folder(), "app.db");
    writeFileSync(path, "This is a letter, and not a database at all. ".repeat(40));
    const { code, err } = await taskwire("verify", "--at", `sqlite:${path}`);
    expect(err).toMatch(/not a SQLite database\. Give another path/);
    expect(code).toBe(3);
  });

  test("an unreachable server, without showing its password", async () => {
    const { code, err } = await taskwire("verify", "--at", "postgres://app:hush@127.0.0.1:1/app");
    expect(err).toMatch(/ECONNREFUSED.*Check the host and the port/);
    expect(err).not.toContain("hush");
    expect(code).toBe(3);
  });

  test("a copy of a file that a server has open", async () => {
    const path = join(folder(), "app.db");
    const storage = sqliteStorage(path);
    await storage.open([]);
    onTestFinished(() => storage.close());
    const { code, err } = await taskwire(
      "copy",
      "--from",
      `sqlite:${path}`,
      "--to",
      `sqlite:${path}.copy`,
    );
    expect(err).toMatch(/Another process has .*app\.db open\. Stop it first/);
    expect(code).toBe(3);
  });

  test("names the file that can't be opened, of two", async () => {
    const place = folder();
    const [from, to] = [join(place, "app.db"), join(place, "folder.db")];
    await taskwire("migrate", "--at", `sqlite:${from}`);
    mkdirSync(to);
    const { code, err } = await taskwire(
      "copy",
      "--from",
      `sqlite:${from}`,
      "--to",
      `sqlite:${to}`,
    );
    expect(err.split("\n").at(-1)).toMatch(
      /^\S+folder\.db: SQLite: .*Check that its folder exists/,
    );
    expect(code).toBe(3);
  });

  test("trim of a database without taskwire", async () => {
    const path = join(folder(), "letters.db");
    using db = new DatabaseSync(path);
    db.exec("CREATE TABLE letters (text)");
    const { code, err } = await taskwire("trim", "--at", `sqlite:${path}`, "--keep", "9d");
    expect(err).toMatch(/letters\.db is not a taskwire database\. Check --at\.$/);
    expect(code).toBe(3);
  });

  test("a backup into a missing folder", async () => {
    const place = folder();
    await taskwire("migrate", "--at", `sqlite:${join(place, "app.db")}`);
    const to = join(place, "none", "b.db");
    const { code, err } = await taskwire(
      "backup",
      "--at",
      `sqlite:${join(place, "app.db")}`,
      "--to",
      to,
    );
    expect(err).toMatch(/There is no folder .*none \(--to\)\. Create it first\./);
    expect(code).toBe(2);
  });

  test("a backup over an existing file", async () => {
    const path = join(folder(), "app.db");
    await taskwire("migrate", "--at", `sqlite:${path}`);
    const { code, err } = await taskwire("backup", "--at", `sqlite:${path}`, "--to", path);
    expect(err).toMatch(/exists already\. Give --to another name/);
    expect(code).toBe(2);
  });
});

describe("migrate", () => {
  test("creates what is missing, reports it, and has nothing to do the next time", async () => {
    const at = `sqlite:${join(folder(), "app.db")}`;
    const first = await taskwire("migrate", "--at", at);
    expect(first.out).toMatch(/^created table tasks$/m);
    expect(first.out).toMatch(new RegExp(`has all ${count} collections; \\d+ objects created\\.$`));
    const second = await taskwire("migrate", "--at", at);
    expect(second.out).toMatch(`app.db has all ${count} collections; nothing was missing.`);
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  test("takes an app's collections from a file once, and knows them afterwards", async () => {
    const path = join(folder(), "app.db");
    const own = join(folder(), "collections.js");
    const declared = {
      name: "invoices",
      fields: { paid: "boolean" },
      indexes: { paid: ["paid"] },
      versions: "topic",
    };
    writeFileSync(
      own,
      `export const all = [${JSON.stringify(declared)}]; export const other = null;`,
    );
    const { out } = await taskwire("migrate", "--at", `sqlite:${path}`, "--collections", own);
    expect(out).toMatch(/^created table invoices$/m);
    const { collections } = await sqliteArchive(path).inspect();
    expect(collections?.find(({ name }) => name === "invoices")).toEqual(declared);
    expect((await taskwire("migrate", "--at", `sqlite:${path}`)).out).toMatch(
      `all ${count + 1} collections; nothing was missing`,
    );
  });
});
