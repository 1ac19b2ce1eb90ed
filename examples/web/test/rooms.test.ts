import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import {
  ask,
  expectQuiet,
  inProcess,
  isInView,
  openAs,
  press,
  rowOf,
  scrollToEnd,
  typeUntil,
} from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

test("two people talk in a room, and one that is elsewhere sees the number of unread messages", async () => {
  const server = await runDealer();
  const lek = await openAs(server.url, "lek", { path: "/rooms" });
  const dao = await openAs(server.url, "dao", { path: `/rooms/${roomId}`, language: "th" });
  const field = dao.page.locator(".composer textarea");
  await field.fill("สวัสดี");
  await field.press("Enter");
  const row = rowOf(lek.page, "Showroom");
  await row.filter({ hasText: "Dao ดาว: สวัสดี" }).waitFor();
  await row.getByText("1 unread").waitFor();
  await lek.page.getByRole("link", { name: /^Rooms\s*1 unread$/ }).waitFor();
  await row.click();
  await lek.page.locator(".post-sent", { hasText: "สวัสดี" }).waitFor();
  await row.getByText("1 unread").waitFor({ state: "detached" });
  await lek.page.getByRole("link", { name: "Rooms", exact: true }).waitFor();
  await field.pressSequentially("ต่อ");
  await typeUntil(field, lek.page.getByText("Dao ดาว is typing …"));
  expect(await axeProblems(lek.page)).toEqual([]);
  expect(await axeProblems(dao.page)).toEqual([]);
  await expectQuiet(lek, dao);
}, 240_000);

test("two people write to each other in a room of their own", async () => {
  const server = await runDealer();
  const lek = await openAs(server.url, "lek", { path: "/rooms" });
  await press(lek.page, "Write to somebody");
  const dialog = lek.page.getByRole("dialog");
  await dialog.getByLabel("Find a person").fill("nok");
  await dialog.getByRole("button", { name: "Nok" }).click();
  await lek.page.getByRole("heading", { level: 2, name: "Nok นก" }).waitFor();
  const field = lek.page.locator(".composer textarea");
  await field.fill("Can you look at it?");
  await field.press("Enter");
  await lek.page.locator(".post-sent").waitFor();

  const nok = await openAs(server.url, "nok", { path: "/inbox" });
  await nok.page.getByRole("link", { name: /Lek เล็ก wrote to you/ }).click();
  await nok.page.getByRole("heading", { level: 2, name: "Lek เล็ก" }).waitFor();
  await nok.page.locator(".post-target", { hasText: "Can you look at it?" }).waitFor();
  await expectQuiet(lek, nok);
}, 240_000);

test("several people get a room of their own, and the room is opened once", async () => {
  const server = await runDealer();
  const lek = await openAs(server.url, "lek", { path: "/rooms/new" });
  const nok = await openAs(server.url, "nok", { path: "/rooms" });
  const { page } = lek;
  await press(page, "A room for several people");
  const dialog = page.getByRole("dialog");
  await press(dialog, "Open the room");
  await dialog.getByText("Give the room a name.").waitFor();
  await dialog.getByLabel("Name of the room").fill("Song Wat branch");
  await press(dialog, "Open the room");
  await dialog.getByText("Choose at least one person.").waitFor();
  for (const name of ["Dao", "Nok"]) await dialog.getByRole("button", { name }).click();
  await dialog.getByRole("button", { name: "Nok", pressed: true }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Open the room" }).dblclick();
  await page.locator("#room-title", { hasText: "Song Wat branch" }).waitFor();
  await page.locator(".composer textarea").fill("Welcome");
  await page.keyboard.press("Enter");
  await rowOf(nok.page, "Song Wat branch").getByText("Lek เล็ก: Welcome").waitFor();
  const { rooms } = await inProcess(server, "dao").rooms.list({ boardId });
  expect(rooms.filter(({ room }) => room.name === "Song Wat branch")).toHaveLength(1);
  await expectQuiet(lek, nok);
}, 240_000);

test("a link leads to an old message, and from there to the newest ones", async () => {
  const server = await runDealer();
  const dao = inProcess(server, "dao");
  const first = await dao.messages.post({ boardId, roomId, text: "the first message" });
  for (let i = 0; i < 150; i++)
    await dao.messages.post({ boardId, roomId, text: `message number ${i}` });
  const lek = await openAs(server.url, "lek", { path: `/rooms/${roomId}/${first.id}` });
  const target = lek.page.locator(".post-target", { hasText: "the first message" });
  await target.waitFor();
  await expect.poll(() => isInView(target)).toBe(true);
  await press(lek.page, "Show the newest");
  await lek.page.locator(".post", { hasText: "message number 149" }).waitFor();
  await lek.page.waitForURL(`${server.url}/rooms/${roomId}`);
  const field = lek.page.locator(".composer textarea");
  await field.fill("seen");
  await field.press("Enter");
  const seen = lek.page.locator(".post-sent", { hasText: "seen" });
  await seen.waitFor();

  // Its link can be sent to somebody.
  await lek.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await seen.hover();
  await press(seen, "More actions");
  await lek.page.getByRole("menuitem", { name: "Copy the link" }).click();
  await lek.page.getByText("The link is copied").waitFor();
  const link = await lek.page.evaluate(() => navigator.clipboard.readText());
  await lek.page.goto(link);
  await lek.page.locator(".post-target", { hasText: "seen" }).waitFor();
  expect(lek.problems).toEqual([]);
}, 240_000);

test("a mention leads to an old comment on a request, which has a link of its own", async () => {
  const server = await runDealer();
  const { id: taskId } = await ask(server, "lek", "Mazda 2");
  const dao = inProcess(server, "dao");
  const on = { boardId, taskId };
  const first = await dao.comments.post({ ...on, text: "@lek please look at this" });
  for (let i = 0; i < 150; i++) await dao.comments.post({ ...on, text: `comment number ${i}` });
  const lek = await openAs(server.url, "lek", { path: "/work" });
  await lek.page.locator(".card", { hasText: "please look at this" }).click();
  const target = lek.page.locator(".post-target", { hasText: "please look at this" });
  await target.waitFor();
  await expect.poll(() => isInView(target)).toBe(true);

  await lek.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await target.hover();
  await press(target, "More actions");
  await lek.page.getByRole("menuitem", { name: "Copy the link" }).click();
  await lek.page.getByText("The link is copied").waitFor();
  const link = await lek.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${server.url}/requests/${taskId}?tab=comments&comment=${first.id}`);
  await lek.page.goto(`${link}-other`);
  await lek.page.getByText("This message is not here any more.").waitFor();
  expect(lek.problems).toEqual([]);
}, 240_000);

test("the inbox names the request of each notification, what needs me comes first, and what is over folds away", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: "/inbox" });
  const { page } = dao;
  const needsMe = page.getByRole("region", { name: "Needs me" });
  const asked = needsMe.getByRole("group", { name: "Mazda 2 — Khun Wipa" });
  await asked.getByText("Lek เล็ก asks for your decision").waitFor();
  await page.waitForFunction(() => /^\(\d+\) Inbox/.test(document.title));
  expect(await axeProblems(page)).toEqual([]);

  // Somebody else decides: it is over, and its row says so.
  await page.mouse.move(5, 5);
  await inProcess(server, "nok").tasks.approve({
    boardId,
    taskId: task.id,
    version: task.version,
  });
  await asked.waitFor({ state: "detached" });
  await page.getByText(/^Over \(\d+\)$/).click();
  await page.locator("details").getByText("decided by Nok นก").first().waitFor();

  // Preferences are kept.
  await press(page, "What I am told");
  const board = page.getByRole("dialog").getByRole("group", { name: "About requests" });
  await board.getByRole("button", { name: "Mentions only" }).click();
  await board.getByRole("button", { name: "Mentions only", pressed: true }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.reload();
  await press(page, "What I am told");
  await board.getByRole("button", { name: "Mentions only", pressed: true }).waitFor();
  expect(dao.problems).toEqual([]);
}, 240_000);

test("my work lists my steps by due date, and a step is done from there", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  await inProcess(server, "dao").tasks.approve({
    boardId,
    taskId: task.id,
    version: task.version,
  });
  const lek = await openAs(server.url, "lek", { path: "/work" });
  const { page } = lek;
  const stepOf = (title: string) =>
    page.locator(".step").filter({ has: page.locator(".step-title", { hasText: title }) });
  const step = stepOf("Verify customer data");
  await step.getByRole("link", { name: "Mazda 2" }).waitFor();
  const last = stepOf("Hand over the keys");
  await last.getByText("First: “Verify customer data”, “Register the vehicle”.").waitFor();
  await step.getByRole("checkbox").click();
  await step.waitFor({ state: "detached" });
  await page.getByText("1 of 3 steps done").waitFor();
  // A wrong press can be undone, though the step is gone from here.
  const toast = page.locator(".toast", { hasText: "Done: Verify customer data" });
  await press(toast, "Undo");
  await step.waitFor();
  await step.getByRole("checkbox").click();
  await step.waitFor({ state: "detached" });
  await inProcess(server, "dao").comments.post({ boardId, taskId: task.id, text: "Well? @lek" });
  await page.getByText("Dao ดาว mentioned you").waitFor();
  expect(lek.problems).toEqual([]);
}, 240_000);

test("F13: an inbox with more than 100 notifications draws the visible ones, and the Tab key goes through all of them", async () => {
  const server = await runDealer();
  const lek = inProcess(server, "lek");
  const task = await ask(server, "lek", "Mazda 2");
  for (let i = 0; i < 60; i++) {
    const text = `@dao No. ${i}`;
    await lek.comments.post({ boardId, taskId: task.id, text });
  }
  for (let i = 0; i < 50; i++) await ask(server, "lek", `Car ${i}`);
  const dao = await openAs(server.url, "dao", { path: "/inbox" });
  const { page } = dao;
  await page.locator(".inbox-item").first().waitFor();
  // The button goes away when everything is loaded.
  const older = page.getByRole("button", { name: "Show older" });
  await expect
    .poll(() => older.evaluateAll((all) => all.map((one) => (one as HTMLElement).click()).length))
    .toBe(0);
  expect(await page.locator(".inbox-item").count()).toBeLessThan(100);
  await scrollToEnd(page.locator("#content"));
  await page.getByText("Isuzu D-Max").first().waitFor();
  await page.locator("#content").evaluate((one) => one.scrollTo({ top: 0 }));
  await page.getByText("Car 49").first().waitFor();
  await page.locator(".inbox-link").first().focus();
  for (let i = 0; i < 60; i++) await page.keyboard.press("Tab");
  const at = await page.evaluate(() => document.activeElement?.closest("[data-index]") !== null);
  expect(at).toBe(true);
  await expectQuiet(dao);
}, 240_000);
