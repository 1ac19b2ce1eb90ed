import { randomUUID } from "node:crypto";
import { type ClientCore, type ClientRuntime, createClient } from "@taskwire/client";
import type { Event, HiddenEvent } from "@taskwire/core/model";

/** One command and its result. */
export interface WorkerCommand {
  readonly operation: "tasks.create" | "tasks.approve";
  /** Part of the task's title. */
  readonly mark: string;
  readonly key: string;
  /** The task's id from the acknowledgement. Undefined until then. */
  taskId?: string;
  version?: number;
}

// Real time, but with a much shorter backoff than real clients use.
const runtime: ClientRuntime = {
  now: () => Date.now(),
  random: () => Math.random() / 200,
  id: () => randomUUID(),
  timer(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

/**
 * A user who creates tasks and approves those of others as fast as the server allows, across all
 * its restarts.
 */
export class Worker implements Disposable {
  readonly userId: string;
  readonly commands: WorkerCommand[] = [];
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
      // Each new server listens on another port.
      WebSocket: class extends WebSocket {
        constructor(_url: string, protocol: string) {
          super(url(), protocol);
        }
      },
    });
  }

  /** Number of the last event that it got. */
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

  /**
   * Works until `stop` is called. Calls `acknowledged` for each command that the server accepted.
   */
  async work(
    acknowledged: (command: WorkerCommand) => void,
    toApprove: () => WorkerCommand | undefined,
  ): Promise<void> {
    for (let count = 0; this.#isWorking; count++) {
      const due = toApprove();
      const command: WorkerCommand = due
        ? { operation: "tasks.approve", mark: due.mark, key: randomUUID() }
        : { operation: "tasks.create", mark: `#t${this.userId}-${count}#`, key: randomUUID() };
      this.commands.push(command);
      const input = due
        ? { boardId: "sales", taskId: due.taskId, version: due.version }
        : { boardId: "sales", title: command.mark };
      try {
        const result = (await this.client.call(command.operation, input, { key: command.key })) as {
          task: { id: string; version: number };
        };
        command.taskId = result.task.id;
        command.version = result.task.version;
        acknowledged(command);
      } catch (error) {
        this.failures.push(`${command.operation} ${command.mark}: ${error}`);
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
