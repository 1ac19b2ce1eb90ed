import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../src/dealer.ts";
import {
  cardOf,
  type DealerServer,
  logInAs,
  openAs,
  press,
  runDealer,
  view,
} from "./support/page.ts";

const sale = { customer: "Khun Wipa", vehicle: "Mazda 2", tradeIn: false };
const create = ({ taskwire, idOf }: DealerServer, login = "lek") =>
  taskwire.as({ userId: idOf(login) }).tasks.create({
    boardId,
    type: "vehicle_sale",
    title: `${sale.vehicle} — ${sale.customer}`,
    data: sale,
  });
const say = ({ taskwire, idOf }: DealerServer, login: string, text: string) =>
  taskwire.as({ userId: idOf(login) }).messages.post({ boardId, roomId, text });

async function fillNew(side: Locator): Promise<void> {
  await side.locator("input[name=vehicle]").fill("MG 4");
  await side.locator("input[name=customer]").fill("Khun Dee");
}
const countNew = async ({ taskwire }: DealerServer) => {
  const { tasks } = await taskwire.system.tasks.list({ boardId });
  return tasks.filter(({ title }) => title === "MG 4 — Khun Dee").length;
};
const postOf = (side: Locator, text: string) =>
  side.locator(".post").filter({ has: side.page().locator(".post-words", { hasText: text }) });
const fieldIn = (within: Locator) => within.locator(".composer textarea");

test("F2: a double click on the button makes one request", async () => {
  const server = await runDealer();
  const { side } = await openAs(server.url, "lek");
  await fillNew(side);
  await side.getByRole("button", { name: "Ask for approval" }).dblclick();
  await cardOf(side, "MG 4").waitFor();
  expect(await side.locator(".problem").locator("visible=true").count()).toBe(0);
  // A request of its own after it: the second click would have come before.
  await fillNew(side);
  await side.locator("input[name=vehicle]").fill("Mazda 2");
  await press(side, "Ask for approval");
  await cardOf(side, "Mazda 2").waitFor();
  expect(await countNew(server)).toBe(1);
}, 60_000);

test("F2: three presses while the server is down make one request", async () => {
  const server = await runDealer();
  const { side } = await openAs(server.url, "lek");
  await fillNew(side);
  await server.close();
  await side.locator(".status:not([data-status=live])").waitFor();
  for (let i = 0; i < 3; i++) await press(side, "Ask for approval");
  const again = await server.restart();
  await cardOf(side, "MG 4").waitFor();
  await expect.poll(() => side.locator("input[name=vehicle]").inputValue()).toBe("");
  expect(await countNew(again)).toBe(1);
}, 60_000);

test("F2: a form whose answer was lost makes one request, also after a reload", async () => {
  const server = await runDealer();
  const { side, page } = await openAs(server.url, "lek");
  let isDropping = false;
  await page.routeWebSocket(/\/taskwire$/, (socket) => {
    const connection = socket.connectToServer();
    connection.onMessage((message) => {
      if (!isDropping) socket.send(message);
    });
  });
  await page.reload();
  await side.locator(".status[data-status=live]").waitFor();
  await fillNew(side);
  isDropping = true;
  await press(side, "Ask for approval");
  await expect.poll(() => countNew(server)).toBe(1);
  isDropping = false;
  await page.reload();
  await side.locator(".status[data-status=live]").waitFor();
  await press(side, "Ask for approval");
  await expect.poll(() => side.locator("input[name=vehicle]").inputValue()).toBe("");
  expect(await countNew(server)).toBe(1);
}, 60_000);

test("F3: an edit that is refused is still in the field, and the page says why", async () => {
  const server = await runDealer();
  await say(server, "lek", "first");
  const { side } = await openAs(server.url, "lek");
  await view(side, "chat");
  await postOf(side, "first").hover();
  await press(postOf(side, "first"), "Edit");
  await fieldIn(side).fill("a longer first");
  await server.taskwire.system.rooms.edit({ boardId, roomId, archived: true });
  await fieldIn(side).press("Enter");
  await side.getByRole("alert").filter({ hasText: "It is archived." }).waitFor();
  expect(await fieldIn(side).inputValue()).toBe("a longer first");
}, 60_000);

test("F3: the text of an edit is kept if somebody deletes the message meanwhile", async () => {
  const server = await runDealer();
  const message = await say(server, "lek", "first");
  const { side } = await openAs(server.url, "lek");
  await view(side, "chat");
  await postOf(side, "first").hover();
  await press(postOf(side, "first"), "Edit");
  await fieldIn(side).fill("a longer first");
  await server.taskwire
    .as({ userId: server.idOf("dao") })
    .messages.delete({ boardId, roomId, messageId: message.id });
  await side.locator(".composer-target", { hasText: "The message was deleted." }).waitFor();
  await fieldIn(side).press("Enter");
  await postOf(side, "a longer first").waitFor();
  expect(await fieldIn(side).inputValue()).toBe("");
}, 60_000);

test("F6: every unsent text survives a reload and the end of the session, until it is sent", async () => {
  const server = await runDealer();
  await create(server);
  await say(server, "dao", "first");
  await say(server, "dao", "second");
  const { side, page } = await openAs(server.url, "dao");
  const card = cardOf(side, "Mazda 2");
  const dialog = side.getByRole("dialog");

  // One text in each place where a person can write.
  await fillNew(side);
  await card.locator(".comments summary").click();
  await fieldIn(card).fill("half a comment");
  await press(card, "Reject");
  await dialog.getByRole("textbox").fill("half a reason");
  await press(dialog, "Back");
  const working = cardOf(side, "Honda City");
  await press(working, "Add a step");
  await dialog.getByRole("textbox").fill("half a step");
  await press(dialog, "Back");
  await press(side, "People");
  await dialog.getByLabel("Name", { exact: true }).fill("Ploy");
  await press(dialog, "Close");
  await view(side, "chat");
  const chat = side.locator(".chat");
  await fieldIn(chat).fill("half a message");
  for (const text of ["first", "second"]) {
    await postOf(side, text).hover();
    await press(postOf(side, text), "Edit");
    await fieldIn(chat).fill(`${text}, changed`);
  }

  const check = async () => {
    await view(side, "chat");
    expect(await fieldIn(chat).inputValue()).toBe("second, changed");
    await postOf(side, "first").hover();
    await press(postOf(side, "first"), "Edit");
    expect(await fieldIn(chat).inputValue()).toBe("first, changed");
    await postOf(side, "second").hover();
    await press(postOf(side, "second"), "Edit");
    await view(side, "requests");
    expect(await side.locator("input[name=vehicle]").inputValue()).toBe("MG 4");
    await card.locator(".comments summary", { hasText: "not sent yet" }).click();
    expect(await fieldIn(card).inputValue()).toBe("half a comment");
    for (const [at, action, text] of [
      [card, "Reject", "half a reason"],
      [working, "Add a step", "half a step"],
    ] as const) {
      await press(at, action);
      expect(await dialog.getByRole("textbox").inputValue()).toBe(text);
      await press(dialog, "Back");
    }
    await press(side, "People");
    expect(await dialog.getByLabel("Name", { exact: true }).inputValue()).toBe("Ploy");
    await press(dialog, "Close");
  };
  await page.reload();
  await card.waitFor();
  await check();

  // The server ends the session while a dialog is open.
  await press(card, "Reject");
  await server.people.setDisabled(server.idOf("dao"), true);
  await side
    .getByRole("alert")
    .filter({ hasText: /Your (session has ended|account was disabled)/ })
    .waitFor();
  expect(await dialog.count()).toBe(0);
  await server.people.setDisabled(server.idOf("dao"), false);
  await logInAs(side, "nok");
  expect(await side.locator("input[name=vehicle]").inputValue()).toBe("");
  await press(side, "Log out");
  await logInAs(side, "dao");
  await card.waitFor();
  await check();

  // Sent texts are gone.
  await press(working, "Add a step");
  await press(dialog, "Add a step");
  await press(card, "Reject");
  await press(dialog, "Reject");
  await card.locator(".state", { hasText: "Rejected" }).waitFor();
  await fieldIn(card).press("Enter");
  await card.locator(".post[data-state=sent]", { hasText: "half a comment" }).waitFor();
  await press(side, "Ask for approval");
  await cardOf(side, "MG 4").waitFor();
  await view(side, "chat");
  await fieldIn(chat).press("Enter");
  await postOf(side, "second, changed").waitFor();
  expect(await fieldIn(chat).inputValue()).toBe("half a message");
  await fieldIn(chat).press("Enter");
  await chat.locator(".post[data-state=sent]", { hasText: "half a message" }).waitFor();
  await page.reload();
  await card.waitFor();
  expect(await side.locator("input[name=vehicle]").inputValue()).toBe("");
  await card.locator(".comments summary").click();
  expect(await fieldIn(card).inputValue()).toBe("");
  await view(side, "chat");
  await postOf(side, "half a message").waitFor();
  expect(await fieldIn(chat).inputValue()).toBe("");
}, 120_000);

test("F6: a comment is kept if it is folded, and if another person's decision takes the request away", async () => {
  const server = await runDealer();
  const { task } = await create(server);
  const { side, page } = await openAs(server.url, "dao");
  const card = cardOf(side, "Mazda 2");
  await side.getByRole("button", { name: /^Waiting/ }).click();
  await card.locator(".comments summary").click();
  await fieldIn(card).fill("half a comment");
  await card.locator(".comments summary").click();
  await card.locator(".comments summary", { hasText: "not sent yet" }).click();
  expect(await fieldIn(card).inputValue()).toBe("half a comment");
  await side.locator(".list-bar input").focus();
  await page.mouse.move(5, 5);
  await server.taskwire
    .as({ userId: server.idOf("nok") })
    .tasks.approve({ boardId, taskId: task.id, version: task.version });
  await card.waitFor({ state: "detached" });
  await side.getByRole("button", { name: /^All/ }).click();
  await card.locator(".comments summary").click();
  expect(await fieldIn(card).inputValue()).toBe("half a comment");
}, 60_000);

test("F6: a reason is kept if another person decides first", async () => {
  const server = await runDealer();
  const { task } = await create(server);
  const { side } = await openAs(server.url, "dao");
  const card = cardOf(side, "Mazda 2");
  await press(card, "Reject");
  const dialog = side.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Too dear");
  await server.taskwire
    .as({ userId: server.idOf("nok") })
    .tasks.approve({ boardId, taskId: task.id, version: task.version });
  await card.locator(".state", { hasText: "In progress" }).waitFor();
  await press(dialog, "Reject");
  await dialog.getByRole("alert").filter({ hasText: "has changed" }).waitFor();
  expect(await dialog.getByRole("textbox").inputValue()).toBe("Too dear");
}, 60_000);

test("F6: a message that is on its way survives a reload", async () => {
  const server = await runDealer();
  const { side, page } = await openAs(server.url, "lek");
  await view(side, "chat");
  await server.close();
  await side.locator(".status:not([data-status=live])").waitFor();
  await fieldIn(side).fill("on its way");
  await fieldIn(side).press("Enter");
  await side.locator(".post[data-state=sending]").waitFor();
  await page.goto("about:blank");
  await server.restart();
  await page.goto(`${server.url}/vanilla`);
  await view(side, "chat");
  await expect.poll(() => fieldIn(side).inputValue(), { timeout: 20_000 }).toBe("on its way");
}, 60_000);

test("F7: a second person keeps the role that was chosen", async () => {
  const server = await runDealer();
  const { side } = await openAs(server.url, "dao");
  await press(side, "People");
  const dialog = side.getByRole("dialog");
  const add = async (name: string) => {
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("Login", { exact: true }).fill(name.toLowerCase());
    await press(dialog, "Add");
    await dialog.getByText(`${name} can log in as`).waitFor();
    return server.people.accounts.byLogin(name.toLowerCase())?.role;
  };
  expect(await add("Ploy")).toBe("ADMIN_LIMITED");
  expect(await add("Pim")).toBe("ADMIN_LIMITED");
  await dialog.locator("select[name=role]").selectOption({ label: "Approver" });
  expect(await add("Pong")).toBe("ADMIN");
  expect(await add("Prae")).toBe("ADMIN");
}, 60_000);

test("F9: a cancelled request comes back with one press, and deleting asks first", async () => {
  const server = await runDealer();
  await create(server);
  await say(server, "lek", "keep me");
  const { side } = await openAs(server.url, "lek");
  const card = cardOf(side, "Mazda 2");
  await press(card, "Cancel request");
  await card.locator(".state", { hasText: "Cancelled" }).waitFor();
  await press(side, "Undo");
  await card.locator(".state", { hasText: "Waiting" }).waitFor();

  await view(side, "chat");
  const post = postOf(side, "keep me");
  await post.hover();
  await press(post, "Delete");
  await press(side.getByRole("dialog"), "Back");
  expect(await post.count()).toBe(1);
  await post.hover();
  await press(post, "Delete");
  await press(side.getByRole("dialog"), "Delete");
  await side.locator(".post[data-deleted]").waitFor();
}, 60_000);
