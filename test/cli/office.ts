import { randomUUID } from "node:crypto";
import type { ClientCore } from "@taskwire/client";

/** A command that was answered. */
export interface Done {
  readonly person: string;
  readonly operation: string;
  readonly input: object;
  readonly key: string;
  readonly result: unknown;
}

/** People who work without a pause, each command with a key of its own, sent again until it is answered. */
export class Office {
  readonly done: Done[] = [];
  readonly #clients: ReadonlyMap<string, ClientCore>;
  readonly #place: { readonly boardId: string; readonly roomId: string };
  #isOpen = true;
  #heard: () => void = () => {};
  #work: Promise<unknown> | undefined;

  constructor(
    clients: ReadonlyMap<string, ClientCore>,
    place: { readonly boardId: string; readonly roomId: string },
  ) {
    this.#clients = clients;
    this.#place = place;
  }

  begin(desks: number): void {
    this.#work = Promise.all(Array.from({ length: desks }, (_, desk) => this.#sit(desk)));
    // Whoever waits for the end hears of it.
    this.#work.catch(() => {});
  }

  async until(count: number): Promise<void> {
    while (this.done.length < count) {
      await Promise.race([this.#work, new Promise<void>((resolve) => (this.#heard = resolve))]);
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#work;
  }

  async #sit(desk: number): Promise<void> {
    const { boardId, roomId } = this.#place;
    for (let round = 0; this.#isOpen; round++) {
      const title = `${desk}-${round}`;
      const requester = round % 3 === 0 ? "kit" : "lek";
      const { task } = (await this.#do(requester, "tasks.create", { boardId, title })) as {
        task: { id: string };
      };
      const taskId = task.id;
      await this.#do(round % 2 ? "dao" : "nok", "tasks.approve", { boardId, taskId });
      await this.#do("lek", "messages.post", { boardId, roomId, text: `@dao ${title}` });
      await this.#do("dao", "comments.post", { boardId, taskId, text: `Well done, ${title}` });
    }
  }

  async #do(person: string, operation: string, input: object): Promise<unknown> {
    const key = `${person}-${operation}-${this.done.length}-${randomUUID()}`;
    const result = await this.#clients.get(person)?.call(operation, input, { key });
    this.done.push({ person, operation, input, key, result });
    this.#heard();
    return result;
  }
}
