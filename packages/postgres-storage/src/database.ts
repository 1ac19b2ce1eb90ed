import { TaskwireError } from "@taskwire/core/adapter";
import type { Pool, PoolClient } from "pg";
import { effectOf, errorOf, isSpent } from "./failure.ts";

/** A statement and its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Row = readonly unknown[];

const ignore = () => {};
// A server that ends in the moment that a connection is made says so before anybody listens, which would end the process.
const guard = (client: PoolClient) => void client.on("error", ignore);

/** The pool, seen as what runs one statement in one round trip, on any connection, and never waits for ever. */
export class Database {
  readonly #pool: Pool;
  /** How long a statement may take, in milliseconds. */
  readonly timeout: number;

  constructor(pool: Pool, timeout: number) {
    this.#pool = pool;
    this.timeout = timeout;
    // A connection that breaks while nobody uses it. The pool drops it, and would end the process.
    pool.on("error", ignore);
    pool.on("connect", guard);
  }

  /** Lets go of the pool. */
  leave(): void {
    this.#pool.off("error", ignore);
    this.#pool.off("connect", guard);
  }

  /**
   * Runs one statement and gives its first row. Unnamed and with nothing around it, so pgbouncer may hand each to another
   * connection. What fails before anything was sent is a `TaskwireError`, what fails later an error of the driver.
   */
  async run({ text, values }: Statement): Promise<Row> {
    return this.#withClient(async (client) => {
      const { rows } = await client.query<unknown[]>({
        text,
        values: [...values],
        rowMode: "array",
      });
      return rows[0] ?? [];
    }, this.timeout);
  }

  /** Runs a statement that only reads: again on another connection, when one breaks or the server is busy with itself. */
  async read(statement: Statement): Promise<Row> {
    const until = performance.now() + this.timeout / 2;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.run(statement);
      } catch (error) {
        const mayRepeat = effectOf(error) === "unknown" || effectOf(error) === "none, try again";
        if (!mayRepeat || attempt === 3 || performance.now() > until) throw errorOf(error);
        await new Promise((wake) => setTimeout(wake, Math.random() * 20 * attempt));
      }
    }
  }

  /** Several statements on one connection, as long as it takes: for opening. */
  withClient<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#withClient(use);
  }

  async #withClient<T>(use: (client: PoolClient) => Promise<T>, timeout?: number): Promise<T> {
    const client = await this.#connect();
    // An error of the connection itself reaches the query too; here it would be one that nobody handles.
    client.on("error", ignore);
    try {
      const result = await within(timeout, use(client));
      client.off("error", ignore);
      client.release();
      return result;
    } catch (error) {
      if (!isSpent(error)) client.off("error", ignore);
      client.release(isSpent(error));
      throw error;
    }
  }

  async #connect(): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await within(this.timeout, connecting);
    } catch (error) {
      connecting.then((client) => client.release(), ignore);
      const { code, message } = errorOf(error);
      throw new TaskwireError(
        code === "internal" ? "unavailable" : code,
        `${message} No connection was to be had.`,
      );
    }
  }
}

async function within<T>(timeout: number | undefined, work: Promise<T>): Promise<T> {
  if (timeout === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
