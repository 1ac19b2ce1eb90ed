import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { startServer, type TestServer } from "./server.ts";
import { type Message, Stranger } from "./stranger.ts";

/** The text of docs/protocol.md. */
export const document = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** The numbers of the clauses of a section. */
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
  }[];

/** A section of docs/protocol.md: each clause has one test, in their order, with a server and connections of its own. */
export function section(place: number) {
  const strangers: Stranger[] = [];
  const titles: string[] = [];
  const others: { stop(): Promise<void> }[] = [];
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    for (const stranger of strangers.splice(0)) stranger.end();
    for (const other of others.splice(0)) await other.stop();
    await server.stop();
  });
  afterAll(() => {
    expect(titles.map((title) => title.split(" ")[0])).toEqual(clausesOf(place));
  });

  function keep(stranger: Stranger): Stranger {
    strangers.push(stranger);
    return stranger;
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
    connect: async (token: string) => keep(await Stranger.as(server.ws, token)),
    async raw(
      ...options: ConstructorParameters<typeof Stranger> extends [string, ...infer Rest]
        ? Rest
        : never
    ) {
      const stranger = keep(new Stranger(server.ws, ...options));
      await stranger.opened;
      return stranger;
    },
    /** Another server on the same data. */
    async beside() {
      const other = await server.beside();
      others.push(other);
      return {
        ...other,
        connect: async (token: string) => keep(await Stranger.as(other.ws, token)),
      };
    },
    onBoard,
    submit: async (by: Stranger, title = "Car") =>
      ((await by.call("tasks.create", onBoard({ title }))).result as { task: TaskResult }).task,
  };
}
