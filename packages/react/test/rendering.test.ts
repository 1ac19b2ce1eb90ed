// @vitest-environment happy-dom
import { boardStore } from "@taskwire/client/board";
import { ready } from "@taskwire/client/ready";
import { roomStore } from "@taskwire/client/room";
import { hydrated, serverClient } from "@taskwire/client/server";
import { workStore } from "@taskwire/client/work";
import { act, createElement as h, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TaskwireProvider, useBoard, useCan, useRoom } from "../src/index.ts";
import { startApp } from "./app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

function Page() {
  const { boardId, roomId } = app;
  const tasks = useBoard(boardId, (board) => board.tasks);
  const texts = useRoom({ boardId, roomId }, ({ messages }) => messages.map(({ text }) => text));
  const canApprove = useCan(tasks[0], "task.approve");
  return h("p", null, `${tasks.map(({ title }) => title).join()} ${canApprove} ${texts.join()}`);
}

test("a page that a server rendered is taken over without a difference, a second read or a gap", async () => {
  const { taskwire, as, boardId, roomId } = app;
  await as("lek").tasks.create({ boardId, title: "Plates" });
  await as("lek").messages.post({ boardId, roomId, text: "Hello" });

  const timer = vi.spyOn(globalThis, "setTimeout");
  const server = await serverClient(taskwire, "dao");
  const stores = [
    boardStore(server.client, boardId),
    roomStore(server.client, { boardId, roomId }),
  ];
  for (const store of stores) await ready<{ readonly status: string }>(store as never);
  const html = renderToString(h(TaskwireProvider, { client: server.client }, h(Page)));
  expect(html).toBe("<p>Plates true Hello</p>");
  expect(timer).not.toHaveBeenCalled();
  timer.mockRestore();
  const state = JSON.stringify(server.state());

  await as("lek").tasks.create({ boardId, title: "Between the two" });
  const page = document.createElement("main");
  document.body.append(page);
  page.innerHTML = html;
  const client = hydrated(app.client("dao"), JSON.parse(state));
  await ready(boardStore(client, boardId));
  await ready(roomStore(client, { boardId, roomId }));
  const problems: unknown[] = [];
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  await act(async () => {
    hydrateRoot(page, h(StrictMode, null, h(TaskwireProvider, { client }, h(Page))), {
      onRecoverableError: (error) => problems.push(error),
    });
  });
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
  expect(client.status).not.toBe("offline");
  expect(problems).toEqual([]);
  await vi.waitFor(
    () => expect(page.textContent).toBe("Between the two,Plates true Hello"),
    30_000,
  );
  const calls = app.sent.filter(({ type }) => type === "call");
  expect(calls).toEqual([]);
});

test("my work on a page that a server rendered is brought up to date after the page is taken over", async () => {
  const { taskwire, as, boardId } = app;
  const server = await serverClient(taskwire, "dao");
  await ready(workStore(server.client));
  const state = JSON.stringify(server.state());
  // Nobody is notified of it, so only the board tells.
  await as("dao").preferences.set({ target: `board:${boardId}`, level: "none" });
  await as("dao").tasks.create({ boardId, title: "My own" });
  const client = hydrated(app.client("dao"), JSON.parse(state));
  const store = workStore(client);
  expect((await ready(store)).asked).toEqual([]);
  expect(app.sent).toEqual([]);
  const stop = store.subscribe(() => {});
  client.begin();
  const titles = () => store.getSnapshot().asked.map(({ task }) => task.title);
  await vi.waitFor(() => expect(titles()).toEqual(["My own"]), 30_000);
  stop();
});

test("the state of one person is not shown to another one", async () => {
  const { taskwire, boardId } = app;
  const server = await serverClient(taskwire, "dao");
  await ready(boardStore(server.client, boardId));
  const client = hydrated(app.client("lek"), server.state());
  const store = boardStore(client, boardId);
  store.subscribe(() => {});
  client.begin();
  await vi.waitFor(() => expect(client.closed).toBeDefined(), 30_000);
});

test("a board that the person may not see is refused while rendering", async () => {
  const { taskwire } = app;
  const { client } = await serverClient(taskwire, "lek");
  await expect(ready(boardStore(client, "secret"))).rejects.toMatchObject({ code: "not_found" });
});
