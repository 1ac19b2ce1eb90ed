import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type Message, PlainClient } from "./plain-client.ts";
import { startServer, type TestServer } from "./server.ts";

/** The text of docs/protocol.md. */
export const document = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** The numbers of the clauses in a section. */
export const clausesOf = (section: number): string[] =>
  [...document.matchAll(/^\*\*(\d+\.\d+)\*\*/gm)]
    .map(([, number]) => number as string)
    .filter((number) => Number.parseInt(number, 10) === section);

export interface TaskResult {
  readonly id: string;
  readonly version: number;
}
export interface Approved {
  readonly task: TaskResult;
  readonly subtasks: readonly TaskResult[];
}

export const eventsOf = (frame: Message) =>
  frame.events as {
    number: number;
    id: string;
    type: string;
    subject: string;
    data: { [name: string]: never };
    put?: { [field: string]: string };
    show?: { [field: string]: string };
  }[];

/**
 * The tests of one section of docs/protocol.md: one test per clause, in order, each with a new
 * server and new connections.
 */
export function section(number: number) {
  const clients: PlainClient[] = [];
  const titles: string[] = [];
  const others: { stop(): Promise<void> }[] = [];
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end();
    for (const other of others.splice(0)) await other.stop();
    await server.stop();
  });
  afterAll(() => {
    expect(titles.map((title) => title.split(" ")[0])).toEqual(clausesOf(number));
  });

  function keep(client: PlainClient): PlainClient {
    clients.push(client);
    return client;
  }
  const onBoard = (input: object = {}) => ({ boardId: server.boardId, ...input });
  return {
    get server() {
      return server;
    },
    clause(title: string, run: () => Promise<void>) {
      titles.push(title);
      test(title, run);
    },
    keep,
    connect: async (token: string, protocols?: string[]) =>
      keep(await PlainClient.as(server.ws, token, protocols)),
    async raw(
      ...options: ConstructorParameters<typeof PlainClient> extends [string, ...infer Rest]
        ? Rest
        : never
    ) {
      const client = keep(new PlainClient(server.ws, ...options));
      await client.opened;
      return client;
    },
    /** Starts another server on the same data. */
    async beside() {
      const other = await server.beside();
      others.push(other);
      return {
        ...other,
        connect: async (token: string) => keep(await PlainClient.as(other.ws, token)),
      };
    },
    onBoard,
    submit: async (by: PlainClient, title = "Car") =>
      ((await by.call("tasks.create", onBoard({ title }))).result as { task: TaskResult }).task,
  };
}
