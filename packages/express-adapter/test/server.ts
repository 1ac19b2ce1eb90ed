import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defaultLimits,
  defineTemplates,
  TaskwireError,
  type TaskwireOptions,
} from "@taskwire/core";
import express from "express";
import { type ExpressAdapterOptions, expressAdapter, openApiDocument } from "../src/index.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "ตรวจสอบข้อมูลลูกค้า", assignee: "creator" },
        register: { title: "Register the vehicle", assignee: "creator", after: ["verify"] },
      },
    },
  },
);

/** A request of a test. */
export interface Ask {
  /** The user whose token is sent, or null for none. Default: `ada`, an ADMIN. */
  readonly as?: string | null;
  readonly key?: string;
  /** Sent as JSON; strings and bytes are sent unchanged. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

/** An answer with its whole body. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: T;
}

export const authenticate = async (token: string) => {
  if (token.startsWith("token-of-")) return { userId: token.slice(9) };
  throw new TaskwireError("unauthenticated", "There is no such token.");
};

/**
 * taskwire with its REST routes on a real port, with ada (ADMIN), limo and lila (ADMIN_LIMITED).
 * `await using` ends it.
 */
export class TestServer implements AsyncDisposable {
  readonly taskwire: ReturnType<typeof makeTaskwire>;
  readonly errors: unknown[];
  readonly #isStub: boolean;
  readonly #server: Server;

  private constructor(
    taskwire: TestServer["taskwire"],
    errors: unknown[],
    server: Server,
    isStub: boolean,
  ) {
    this.taskwire = taskwire;
    this.errors = errors;
    this.#server = server;
    this.#isStub = isStub;
  }

  static async start(
    options: Partial<ExpressAdapterOptions> & {
      readonly core?: Pick<TaskwireOptions<never, never>, "limits" | "links" | "storage">;
    } = {},
  ): Promise<TestServer> {
    const errors: unknown[] = [];
    const { core, ...adapter } = options;
    const taskwire = makeTaskwire(errors, core);
    await taskwire.open();
    for (const [id, role] of Object.entries({
      ada: "ADMIN",
      limo: "ADMIN_LIMITED",
      lila: "ADMIN_LIMITED",
    } as const)) {
      await taskwire.system.users.put({ id, name: id, role });
    }
    const app = express();
    const router = expressAdapter({ taskwire, authenticate, ...adapter });
    // An app that parses bodies before the router gets them.
    app.use("/api/parsed", express.json(), router);
    app.use("/api", router);
    app.use((_request, response) => void response.status(404).send("left to the host"));
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TestServer(taskwire, errors, server, adapter.taskwire !== undefined);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sends a request, e.g. `ask("GET /boards")`. */
  async ask<T = Record<string, unknown>>(
    route: string,
    { as = "ada", key, body, headers = {} }: Ask = {},
  ): Promise<Answer<T>> {
    const [method = "GET", path = "/"] = route.split(" ");
    const response = await fetch(`http://127.0.0.1:${this.port}/api${path}`, {
      method,
      headers: {
        ...(as !== null && { Authorization: `Bearer token-of-${as}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(key !== undefined && { "Idempotency-Key": key }),
        ...headers,
      },
      ...(body !== undefined && {
        body:
          typeof body === "string" || body instanceof Uint8Array
            ? (body as BodyInit)
            : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!this.#isStub) this.#checkStatus(method, path, response.status);
    const isJson = /\bjson$/.test(response.headers.get("Content-Type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson && text ? JSON.parse(text) : undefined) as T,
    };
  }

  /** Every status that a route answers with is in the OpenAPI document. */
  #checkStatus(method: string, path: string, status: number): void {
    const described = describedRoutes.find(
      (one) => one.method === method.toLowerCase() && one.pattern.test(path.split("?")[0] ?? ""),
    );
    if (described && !described.statuses.includes(String(status)))
      throw new Error(`openapi.json doesn't say that ${method} ${path} answers ${status}.`);
  }

  /** Creates a board of ada's with these members. Returns its id. */
  async board(...others: string[]): Promise<string> {
    const board = await this.taskwire.as({ userId: "ada" }).boards.create({ name: "Sales" });
    for (const userId of others)
      await this.taskwire.as({ userId: "ada" }).members.add({ boardId: board.id, userId });
    return board.id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.taskwire.close();
  }
}

const makeTaskwire = (
  errors: unknown[],
  core: Pick<TaskwireOptions<never, never>, "limits" | "links" | "storage"> = {},
) => createTaskwire({ templates, onError: (error) => errors.push(error), ...core });

/** The routes of `openapi.json`, each with the statuses that it can answer with. */
const describedRoutes = Object.entries(
  openApiDocument(createTaskwire({ templates }).operations).paths ?? {},
).flatMap(([template, methods]) =>
  Object.entries(methods as { [method: string]: { responses?: object } }).map(
    ([method, { responses = {} }]) => ({
      method,
      pattern: new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`),
      statuses: Object.keys(responses),
    }),
  ),
);

/** A stub of taskwire for tests that check the calls or set the answers. */
export function fakeTaskwire(operations: object, answer: (call: Call) => unknown = () => null) {
  const calls: Call[] = [];
  return {
    calls,
    operations,
    sessions: {
      limits: defaultLimits,
      strangers: { blockedMs: () => 0, failed() {} },
      reportTokenError() {},
    },
    ready: () => Promise.resolve(true),
    admit: (userId: string) => ({
      async call(name: string, input: unknown, key?: string): Promise<string> {
        const call = { userId, name, input, key };
        calls.push(call);
        return JSON.stringify(await answer(call));
      },
    }),
  };
}

export interface Call {
  readonly userId: string;
  readonly name: string;
  readonly input: unknown;
  readonly key: string | undefined;
}
