import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Client, createClient } from "@taskwire/client";
import { createTaskwire } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { createElement, type ReactNode, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { WebSocket } from "ws";
import { TaskwireProvider } from "../src/index.ts";

export type TestApp = ReturnType<typeof createApp>;

declare module "../src/register.ts" {
  interface Register {
    readonly app: TestApp;
  }
}

const createApp = () => createTaskwire();

/** A server with a board of Dao (ADMIN) and Lek (ADMIN_LIMITED), and pages that show components. */
export async function startApp() {
  const taskwire = createApp();
  await taskwire.open();
  const server = createServer();
  const authenticate = (userId: string) => Promise.resolve({ userId });
  const adapter = wsAdapter({ taskwire, server, origins: [], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["lek", "ADMIN_LIMITED"],
  ] as const)
    await taskwire.system.users.put({ id, name: id, role });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: boardId } = await as("dao").boards.create({ name: "Sales" });
  await as("dao").members.add({ boardId, userId: "lek" });
  const { id: roomId } = await as("dao").rooms.create({
    boardId,
    name: "Hall",
    memberIds: ["lek"],
  });
  const clients: Client<TestApp>[] = [];
  const roots: Root[] = [];
  /** The frames that the pages have sent. */
  const sent: { readonly type: string; readonly operation?: string }[] = [];

  function client(userId: string): Client<TestApp> {
    class Recorded extends WebSocket {
      override send(data: string) {
        sent.push(JSON.parse(data));
        super.send(data);
      }
    }
    const made = createClient<TestApp>({
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`,
      token: () => userId,
      WebSocket: Recorded as never,
    });
    clients.push(made);
    return made;
  }

  return {
    taskwire,
    as,
    boardId,
    roomId,
    sent,
    client,
    /** Shows a component to a person, in StrictMode as in development. */
    show(node: ReactNode, on: Client<TestApp> = client("dao")) {
      const page = document.createElement("main");
      document.body.append(page);
      const root = createRoot(page);
      roots.push(root);
      const draw = (next: ReactNode) =>
        root.render(
          createElement(StrictMode, null, createElement(TaskwireProvider, { client: on }, next)),
        );
      draw(node);
      return { page, draw, root, client: on };
    },
    async close() {
      for (const root of roots) root.unmount();
      for (const one of clients) one.close();
      await adapter.close({ deadlineMs: 0 });
      server.closeAllConnections();
      server.close();
      await taskwire.close();
    },
  };
}
