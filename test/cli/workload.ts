import { randomUUID } from "node:crypto";
import type { ClientCore } from "@taskwire/client";

/** A command that was answered. */
export interface AnsweredCommand {
  readonly person: string;
  readonly operation: string;
  readonly input: object;
  readonly key: string;
  readonly result: unknown;
}

/**
 * Users who send commands without pause. Each command has its own key and is repeated until it is
 * answered.
 */
export class Workload {
  readonly done: AnsweredCommand[] = [];
  readonly #clients: ReadonlyMap<string, ClientCore>;
  readonly #ids: { readonly boardId: string; readonly roomId: string };
  #isOpen = true;
  #wake: () => void = () => {};
  #work: Promise<unknown> | undefined;

  constructor(
    clients: ReadonlyMap<string, ClientCore>,
    ids: { readonly boardId: string; readonly roomId: string },
  ) {
    this.#clients = clients;
    this.#ids = ids;
  }

  begin(loops: number): void {
    this.#work = Promise.all(Array.from({ length: loops }, (_, loop) => this.#loop(loop)));
    // `until` and `close` report the error.
    this.#work.catch(() => {});
  }

  async until(count: number): Promise<void> {
    while (this.done.length < count) {
      await Promise.race([this.#work, new Promise<void>((resolve) => (this.#wake = resolve))]);
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#work;
  }

  async #loop(loop: number): Promise<void> {
    const { boardId, roomId } = this.#ids;
    for (let round = 0; this.#isOpen; round++) {
      const title = `${loop}-${round}`;
      const requester = round % 3 === 0 ? "kit" : "lek";
      const { task } = (await this.#do(requester, "tasks.create", { boardId, title })) as {
        task: { id: string; version: number };
      };
      const { id: taskId, version } = task;
      await this.#do(round % 2 ? "dao" : "nok", "tasks.approve", { boardId, taskId, version });
      await this.#do("lek", "messages.post", { boardId, roomId, text: `@dao ${title}` });
      await this.#do("dao", "comments.post", { boardId, taskId, text: `Well done, ${title}` });
    }
  }

  async #do(person: string, operation: string, input: object): Promise<unknown> {
    const key = `${person}-${operation}-${this.done.length}-${randomUUID()}`;
    const result = await this.#clients.get(person)?.call(operation, input, { key });
    this.done.push({ person, operation, input, key, result });
    this.#wake();
    return result;
  }
}
