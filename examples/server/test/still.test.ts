import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../src/dealer.ts";
import { cardOf, type DealerServer, openAs, press, runDealer, view } from "./support/page.ts";

const create = ({ taskwire, idOf }: DealerServer, vehicle: string, login = "lek") =>
  taskwire.as({ userId: idOf(login) }).tasks.create({
    boardId,
    type: "vehicle_sale",
    title: `${vehicle} — Khun Wipa`,
    data: { customer: "Khun Wipa", vehicle, tradeIn: false },
  });

/** Moves the pointer onto a button as a person does. Returns where it is. */
async function aimAt(page: Page, button: Locator): Promise<{ x: number; y: number }> {
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 15 };
  await page.mouse.move(at.x - 3, at.y - 3);
  await page.mouse.move(at.x, at.y);
  return at;
}
const placeOf = async (element: Locator) => Math.round((await element.boundingBox())?.y ?? -1);
const pressWithoutMoving = async (page: Page) => {
  await page.mouse.down();
  await page.mouse.up();
};
const stateOf = (card: Locator, state: string) =>
  card.locator(".state", { hasText: state }).waitFor();

test("F1: nothing moves under the pointer: newcomers wait behind a button", async () => {
  const server = await runDealer();
  const { task } = await create(server, "Mazda 2");
  const { side, page } = await openAs(server.url, "dao");
  const card = cardOf(side, "Mazda 2");
  const approve = card.getByRole("button", { name: "Approve", exact: true });
  await aimAt(page, approve);
  const before = await placeOf(approve);
  await create(server, "MG 4");
  await create(server, "Toyota Yaris Ativ");
  await side.getByRole("button", { name: "2 new" }).waitFor();
  expect(await placeOf(approve)).toBe(before);

  // A request above grows by its steps.
  const { tasks } = await server.taskwire.system.tasks.list({ boardId });
  const below = cardOf(side, "Isuzu D-Max").getByRole("button", { name: "Approve", exact: true });
  await aimAt(page, below);
  const belowBefore = await placeOf(below);
  await server.taskwire
    .as({ userId: server.idOf("nok") })
    .tasks.approve({ boardId, taskId: task.id, version: task.version });
  await stateOf(card, "In progress");
  expect(Math.abs((await placeOf(below)) - belowBefore)).toBeLessThanOrEqual(1);
  await pressWithoutMoving(page);
  await stateOf(cardOf(side, "Isuzu D-Max"), "In progress");
  const { tasks: after } = await server.taskwire.system.tasks.list({ boardId });
  expect(after.filter(({ kind }) => kind === "waiting").map(({ title }) => title)).toEqual(
    tasks.filter(({ title }) => /MG 4|Yaris/.test(title)).map(({ title }) => title),
  );

  await press(side, "2 new");
  await cardOf(side, "MG 4").waitFor();
  const first = cardOf(side, "Yaris");
  expect(await first.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await side.getByRole("button", { name: /new$/ }).count()).toBe(0);
}, 60_000);

test("F1: nothing moves under the focus, and nothing leaves a filtered list under it", async () => {
  const server = await runDealer();
  await create(server, "Mazda 2");
  const newer = await create(server, "MG 4");
  const { side, page } = await openAs(server.url, "dao");
  await side.getByRole("button", { name: /^Waiting/ }).click();
  const approve = cardOf(side, "Mazda 2").getByRole("button", { name: "Approve", exact: true });
  await approve.focus();
  const before = await placeOf(approve);
  const nok = server.taskwire.as({ userId: server.idOf("nok") });
  await nok.tasks.approve({ boardId, taskId: newer.task.id, version: newer.task.version });
  await stateOf(cardOf(side, "MG 4"), "In progress");
  await create(server, "Honda HR-V");
  await side.getByRole("button", { name: "1 new" }).waitFor();
  expect(Math.abs((await placeOf(approve)) - before)).toBeLessThanOrEqual(1);
  expect(await approve.evaluate((element) => element === document.activeElement)).toBe(true);

  // When neither the focus nor the pointer is in the list, the list is up to date.
  await page.mouse.move(5, 5);
  await side.locator(".list-bar input").focus();
  await cardOf(side, "MG 4").waitFor({ state: "detached" });
  await cardOf(side, "Honda HR-V").waitFor();
}, 60_000);

test("F1: where no pointer hovers, newcomers always wait", async () => {
  const server = await runDealer();
  await create(server, "Mazda 2");
  const { side } = await openAs(server.url, "dao", {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const before = await placeOf(cardOf(side, "Mazda 2"));
  await create(server, "MG 4");
  const button = side.getByRole("button", { name: "1 new" });
  await button.waitFor();
  expect(await placeOf(cardOf(side, "Mazda 2"))).toBe(before);
  await button.tap();
  await cardOf(side, "MG 4").waitFor();
}, 60_000);

test("F1: a press acts only on the button that the pointer was moved to", async () => {
  const server = await runDealer();
  const { task } = await create(server, "Mazda 2");
  const { side, page } = await openAs(server.url, "dao");
  const card = cardOf(side, "Mazda 2");
  await aimAt(page, card.getByRole("button", { name: "Approve", exact: true }));
  // Another person decides, so other buttons are under the pointer.
  await server.taskwire
    .as({ userId: server.idOf("nok") })
    .tasks.reject({ boardId, taskId: task.id, version: task.version, reason: "Too dear" });
  await stateOf(card, "Rejected");
  const { version } = await server.taskwire.system.tasks
    .get({ boardId, taskId: task.id })
    .then(({ task }) => task);
  await pressWithoutMoving(page);
  await side.getByRole("alert").filter({ hasText: "has just changed under the pointer" }).waitFor();
  const now = await server.taskwire.system.tasks.get({ boardId, taskId: task.id });
  expect(now.task.version).toBe(version);
}, 60_000);

test("B9: a decision is about the words that the person saw", async () => {
  const server = await runDealer();
  const { task } = await create(server, "Pay 100");
  const { side, page } = await openAs(server.url, "dao");
  const approve = cardOf(side, "Pay 100").getByRole("button", { name: "Approve", exact: true });
  await aimAt(page, approve);
  await server.taskwire.as({ userId: server.idOf("lek") }).tasks.edit({
    boardId,
    taskId: task.id,
    title: "Pay 100000 — Khun Wipa",
    data: { customer: "Khun Wipa", vehicle: "Pay 100000", tradeIn: false },
  });
  await cardOf(side, "Pay 100000").waitFor();
  await pressWithoutMoving(page);
  await side.getByRole("alert").filter({ hasText: "It has changed. Check it again." }).waitFor();
  await stateOf(cardOf(side, "Pay 100000"), "Waiting");
  // Now the person has been told.
  await pressWithoutMoving(page);
  await stateOf(cardOf(side, "Pay 100000"), "In progress");
}, 60_000);

test("F1: new notifications and messages don't move what is under the pointer", async () => {
  const server = await runDealer();
  await create(server, "Mazda 2");
  const { side, page } = await openAs(server.url, "dao");
  const lek = server.taskwire.as({ userId: server.idOf("lek") });
  await view(side, "inbox");
  const notification = side.locator(".inbox-notification").first();
  await aimAt(page, notification);
  const before = await placeOf(notification);
  await create(server, "MG 4");
  await side.locator(".inbox").getByRole("button", { name: "1 new" }).waitFor();
  expect(await placeOf(notification)).toBe(before);

  for (let i = 1; i <= 30; i++) await lek.messages.post({ boardId, roomId, text: `message ${i}` });
  await view(side, "chat");
  const chat = side.locator(".chat");
  await chat.getByText("message 30", { exact: true }).waitFor();
  const post = chat.locator(".post").filter({ hasText: "message 29" });
  await post.hover();
  const remove = post.getByRole("button", { name: "Delete", exact: true });
  await aimAt(page, remove);
  const removeBefore = await placeOf(remove);
  await lek.messages.post({ boardId, roomId, text: "message 31" });
  await chat.getByRole("button", { name: "1 new" }).waitFor();
  expect(await placeOf(remove)).toBe(removeBefore);
  await press(chat, "1 new");
  await chat.getByText("message 31", { exact: true }).waitFor({ state: "visible" });
}, 60_000);

test("F8: all of 302 requests can be reached, counted honestly and searched", async () => {
  const server = await runDealer();
  for (let i = 1; i <= 300; i++) {
    const { task } = await create(server, i === 1 ? "Bluebird" : `Car ${i}`);
    // Closed requests are the ones that are not loaded at first.
    await server.taskwire
      .as({ userId: server.idOf("lek") })
      .tasks.cancel({ boardId, taskId: task.id });
  }
  const { side } = await openAs(server.url, "dao");
  await side.getByText("loaded, there are older ones").waitFor();
  await side.getByRole("button", { name: /^All \d+\+$/ }).waitFor();
  const cards = side.locator(".card");
  const first = await cards.count();
  expect(first).toBeLessThanOrEqual(30);
  await press(side, "Show more");
  await expect.poll(() => cards.count()).toBeGreaterThan(first);

  await side.locator(".list-bar input").fill("wipa blueb");
  await side.getByText("302 in all").waitFor();
  await cardOf(side, "Bluebird").waitFor();
  await side.locator(".list-bar input").fill("");
  for (let count = await cards.count(); count < 302; count = await cards.count()) {
    await press(side, "Show more");
    await expect.poll(() => cards.count()).toBeGreaterThan(count);
  }
  await side.getByRole("button", { name: "All 302", exact: true }).waitFor();
}, 120_000);
