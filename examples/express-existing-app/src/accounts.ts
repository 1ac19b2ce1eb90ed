import { randomBytes, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Pool } from "pg";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly manager: boolean;
}

const hash = promisify<string, string, number, Buffer>(scrypt);
const withHash = async (password: string, salt: string) =>
  `${salt}.${(await hash(password, salt, 32)).toString("base64url")}`;

/** The app's own people and logins, as they were before taskwire came. */
export class Accounts {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async add(name: string, password: string, manager: boolean): Promise<Person> {
    const person = { id: randomUUID(), name, manager };
    const stored = await withHash(password, randomBytes(16).toString("base64url"));
    const values = [person.id, name, stored, manager];
    await this.#pool.query("INSERT INTO people VALUES ($1, $2, $3, $4)", values);
    return person;
  }

  async all(): Promise<readonly Person[]> {
    return (await this.#pool.query<Person>("SELECT id, name, manager FROM people")).rows;
  }

  /** Returns the id of a new login, or undefined if the password is wrong. */
  async logIn(name: string, password: string): Promise<string | undefined> {
    const sql = "SELECT id, password FROM people WHERE name = $1";
    const { rows } = await this.#pool.query<{ id: string; password: string }>(sql, [name]);
    const stored = rows[0]?.password ?? "-.";
    const given = await withHash(password, stored.split(".")[0] ?? "");
    const isSame =
      given.length === stored.length && timingSafeEqual(Buffer.from(given), Buffer.from(stored));
    if (!rows[0] || !isSame) return undefined;
    const login = randomBytes(18).toString("base64url");
    const insert = "INSERT INTO logins VALUES ($1, $2, now() + interval '8 hours')";
    await this.#pool.query(insert, [login, rows[0].id]);
    return login;
  }

  async logOut(login: string): Promise<void> {
    await this.#pool.query("DELETE FROM logins WHERE id = $1", [login]);
  }

  async personOf(login: string): Promise<Person | undefined> {
    const sql = `SELECT people.id, name, manager FROM logins JOIN people ON people.id = person
      WHERE logins.id = $1 AND ends > now()`;
    return (await this.#pool.query<Person>(sql, [login])).rows[0];
  }
}
