import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { type WsAdapter, wsAdapter } from "@taskwire/ws-adapter";
import { noQuotas } from "../no-quotas.ts";

const limits = { callsPerSecond: 10_000, callBurst: 10_000, backlogEvents: 1_000_000 };
const appOn = (storage: Storage) => createTaskwire({ storage, limits, quotas: noQuotas });
type App = ReturnType<typeof appOn>;

/** A server that can stop and start again on the same port with another storage. */
export class MovingServer {
  #port = 0;
  #server: Server | undefined;
  #adapter: WsAdapter | undefined;
  #taskwire: App | undefined;

  #storage: Storage | undefined;

  /** The current storage. */
  get storage(): Storage {
    if (!this.#storage) throw new Error("The server was not started.");
    return this.#storage;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/taskwire`;
  }

  async start(storage: Storage): Promise<App> {
    this.#storage = storage;
    const taskwire = appOn(storage);
    this.#taskwire = taskwire;
    await taskwire.open();
    this.#server = createServer();
    const authenticate = async (userId: string) => ({ userId });
    this.#adapter = wsAdapter({ taskwire, server: this.#server, origins: [], authenticate });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    return taskwire;
  }

  async stop(): Promise<void> {
    await this.#adapter?.close({ deadlineMs: 0 });
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
    await this.#taskwire?.close();
  }
}
