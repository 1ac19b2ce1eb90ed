import { TaskwireError } from "@taskwire/core/adapter";
import type { Pool, PoolClient } from "pg";
import { effectOf, errorOf, isConnectionUnusable } from "./failure.ts";
import { asText } from "./result-types.ts";

/** A statement and its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Row = readonly unknown[];

const ignore = () => {};
// If a server ends just when a connection is made, the error comes before anybody listens to it.
// Without this listener it would end the process.
const ignoreErrors = (client: PoolClient) => void client.on("error", ignore);

/**
 * Runs statements on the connections of a pool: each in one round trip, on any connection, and with
 * a timeout.
 */
export class Database {
  readonly #pool: Pool;
  /** Maximum time for a statement, in ms. */
  readonly timeout: number;

  constructor(pool: Pool, timeout: number) {
    this.#pool = pool;
    this.timeout = timeout;
    // The pool emits an error when an idle connection breaks. Without a listener it would end the
    // process; the pool itself drops the connection.
    pool.on("error", ignore);
    pool.on("connect", ignoreErrors);
  }

  /** Removes the listeners from the pool. */
  detach(): void {
    this.#pool.off("error", ignore);
    this.#pool.off("connect", ignoreErrors);
  }

  /**
   * Runs one statement and returns its first row. The statement has no name and no transaction
   * around it, so pgbouncer may use another connection for each. An error before anything was sent
   * is a `TaskwireError`; later errors are those of the driver.
   */
  async run({ text, values }: Statement): Promise<Row> {
    return this.#withClient(async (client) => {
      const { rows } = await client.query<unknown[]>({
        text,
        values: [...values],
        rowMode: "array",
        types: asText,
      });
      return rows[0] ?? [];
    }, this.timeout);
  }

  /**
   * Runs a statement that only reads. Repeats it up to twice if the connection breaks or the error
   * is temporary.
   */
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

  /** Runs several statements on one connection, without a timeout. Used when opening. */
  withClient<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#withClient(use);
  }

  async #withClient<T>(use: (client: PoolClient) => Promise<T>, timeout?: number): Promise<T> {
    const client = await this.#connect();
    // If the connection breaks, the query rejects, and the client also emits an error, which would
    // be unhandled here.
    client.on("error", ignore);
    try {
      const result = await withTimeout(timeout, use(client));
      client.off("error", ignore);
      client.release();
      return result;
    } catch (error) {
      if (!isConnectionUnusable(error)) client.off("error", ignore);
      client.release(isConnectionUnusable(error));
      throw error;
    }
  }

  async #connect(): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await withTimeout(this.timeout, connecting);
    } catch (error) {
      connecting.then((client) => client.release(), ignore);
      const { code, message } = errorOf(error);
      throw new TaskwireError(
        code === "internal" ? "unavailable" : code,
        `${message} The storage got no connection to the database.`,
      );
    }
  }
}

async function withTimeout<T>(timeout: number | undefined, work: Promise<T>): Promise<T> {
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
