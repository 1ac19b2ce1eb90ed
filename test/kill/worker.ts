import { randomUUID } from "node:crypto";
import { type ClientCore, type ClientRuntime, createClient } from "@taskwire/client";
import type { Event, HiddenEvent } from "@taskwire/core/model";

/** One command, and what came of it. */
export interface Deed {
  readonly operation: "tasks.create" | "tasks.approve";
  /** In the title of the task. */
  readonly mark: string;
  readonly key: string;
  /** The task's id as the server acknowledged it; undefined as long as it didn't. */
  taskId?: string;
}

// Real time, but without the long waits of a client that spares a server that keeps dying.
const runtime: ClientRuntime = {
  now: () => Date.now(),
  random: () => Math.random() / 200,
  id: () => randomUUID(),
  timer(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

/** A person at work: creates tasks and approves those of others, as fast as the server allows, through all its deaths. */
export class Worker implements Disposable {
  readonly userId: string;
  readonly deeds: Deed[] = [];
  readonly seen: (Event | HiddenEvent)[] = [];
  readonly failures: string[] = [];
  readonly client: ClientCore;
  from = 0;
  reloads = 0;
  #subscription: { readonly cursor: string | undefined } | undefined;
  #isWorking = true;

  constructor(userId: string, url: () => string) {
    this.userId = userId;
    this.client = createClient({
      url: url(),
      token: () => userId,
      runtime,
      // Each server that comes listens on another port.
      WebSocket: class extends WebSocket {
        constructor(_url: string, protocol: string) {
          super(url(), protocol);
        }
      },
    }) as unknown as ClientCore;
  }

  /** The number of the last event that it knows of. */
  get number(): number {
    return Number.parseInt(this.#subscription?.cursor ?? "0", 10);
  }

  async follow(): Promise<void> {
    const { cursor } = (await this.client.call("boards.open", { boardId: "sales" })) as {
      cursor: string;
    };
    this.from = Number.parseInt(cursor, 10);
    this.#subscription = this.client.subscribe(
      "board:sales",
      {
        onEvents: (events) => void this.seen.push(...events),
        onReload: () => void this.reloads++,
        onEnd: (error) => void this.failures.push(String(error)),
      },
      cursor,
    );
  }

  /** Works until it is told to stop; `acknowledged` hears of each command that the server took. */
  async work(acknowledged: (deed: Deed) => void, toApprove: () => Deed | undefined): Promise<void> {
    for (let count = 0; this.#isWorking; count++) {
      const due = toApprove();
      const deed: Deed = due
        ? { operation: "tasks.approve", mark: due.mark, key: randomUUID() }
        : { operation: "tasks.create", mark: `#t${this.userId}-${count}#`, key: randomUUID() };
      this.deeds.push(deed);
      const input = due
        ? { boardId: "sales", taskId: due.taskId }
        : { boardId: "sales", title: deed.mark };
      try {
        const result = (await this.client.call(deed.operation, input, { key: deed.key })) as {
          id?: string;
          task?: { id: string };
        };
        deed.taskId = result.task?.id ?? result.id ?? "";
        acknowledged(deed);
      } catch (error) {
        this.failures.push(`${deed.operation} ${deed.mark}: ${error}`);
      }
    }
  }

  stop(): void {
    this.#isWorking = false;
  }

  [Symbol.dispose](): void {
    this.stop();
    this.client.close();
  }
}
