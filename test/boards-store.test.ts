import { boardsStore } from "@taskwire/client/boards";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, until } from "./conversation/app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

/** Resolves when a store shows boards with these names. */
const shows = (store: ReturnType<typeof boardsStore>, names: readonly string[]) =>
  until(store, ({ status, boards }) => {
    return status === "ready" && boards.map(({ name }) => name).join() === names.join();
  });

test("my boards come, get new names and go, live, and also after a lost connection", async () => {
  const { as, boardId } = app;
  const [dao, nok] = [boardsStore(app.client("dao")), boardsStore(app.client("nok"))];
  await shows(dao, ["Sales"]);
  await shows(nok, ["Sales"]);

  const { id: otherId } = await as("dao").boards.create({ name: "Workshop" });
  await shows(dao, ["Workshop", "Sales"]);
  expect(nok.getSnapshot().boards).toHaveLength(1);
  await as("dao").members.add({ boardId: otherId, userId: "nok" });
  await shows(nok, ["Workshop", "Sales"]);

  await as("dao").boards.edit({ boardId: otherId, name: "Garage" });
  await shows(nok, ["Garage", "Sales"]);
  const sales = nok.getSnapshot().boards[1];
  await as("dao").boards.edit({ boardId: otherId, name: "Yard" });
  await shows(nok, ["Yard", "Sales"]);
  expect(nok.getSnapshot().boards[1]).toBe(sales);

  app.cut();
  await as("dao").boards.edit({ boardId, name: "Shop" });
  await shows(dao, ["Yard", "Shop"]);
  await as("dao").members.remove({ boardId: otherId, userId: "nok" });
  await shows(nok, ["Shop"]);
  await as("dao").boards.create({ name: "Late" });
  await shows(dao, ["Late", "Yard", "Shop"]);
});

test("a person without boards has an empty list, and stores on one client are one store", async () => {
  await app.taskwire.system.users.put({ id: "new", name: "New", role: "ADMIN_LIMITED" });
  const client = app.client("new");
  const store = boardsStore(client);
  await shows(store, []);
  expect(boardsStore(client).getSnapshot()).toBe(store.getSnapshot());
  await app.as("dao").members.add({ boardId: app.boardId, userId: "new" });
  await shows(store, ["Sales"]);
});
