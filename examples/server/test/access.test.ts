import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../src/dealer.ts";
import { cardOf, type DealerServer, openAs, runDealer, view } from "./support/page.ts";

const axe = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** Returns what axe finds on the page as it is now. */
async function problemsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // A running animation would be measured half-way.
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
    const { axe } = globalThis as unknown as { axe: Axe };
    // The field that completes names is a combobox of several lines. HTML has no element for that.
    const { violations } = await axe.run({ rules: { "aria-allowed-role": { enabled: false } } });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

const create = ({ taskwire, idOf }: DealerServer, vehicle: string) =>
  taskwire.as({ userId: idOf("lek") }).tasks.create({
    boardId,
    type: "vehicle_sale",
    title: `${vehicle} — Khun Wipa`,
    data: { customer: "Khun Wipa", vehicle, tradeIn: true },
  });
const approve = (
  { taskwire, idOf }: DealerServer,
  { id: taskId, version }: { id: string; version: number },
) => taskwire.as({ userId: idOf("dao") }).tasks.approve({ boardId, taskId, version });
const hasFocus = (element: Locator) =>
  element.evaluate((one) => one === document.activeElement || one.contains(document.activeElement));

test.each([
  ["en", "light"],
  ["th", "dark"],
] as const)(
  "F12: axe finds nothing in any view, in the language %s and %s",
  async (language, colorScheme) => {
    const server = await runDealer();
    const { taskwire, idOf } = server;
    const dao = taskwire.as({ userId: idOf("dao") });
    const { task } = await create(server, "Mazda 2");
    await approve(server, task);
    const rejected = await create(server, "MG 4");
    await dao.tasks.reject({
      boardId,
      taskId: rejected.task.id,
      version: rejected.task.version,
      reason: "Too dear",
    });
    await create(server, "Toyota Yaris Ativ");
    const first = await dao.messages.post({
      boardId,
      roomId,
      text: "https://example.com `code` @lek",
    });
    await dao.messages.post({ boardId, roomId, text: "An answer", replyTo: first.id });
    await dao.comments.post({ boardId, taskId: task.id, text: "A comment" });

    const { side, page } = await openAs(server.url, "lek", { language, colorScheme });
    const found = async (what: string) => {
      expect.soft(await problemsOf(page), what).toEqual([]);
      // F10: names of permissions, events and states are not words.
      const text = await page.locator("body").innerText();
      expect.soft(text.match(/\b(board|task|subtask|comment|message|member)[._]\w+/g)).toBeNull();
    };
    const card = cardOf(side, "Mazda 2");
    await card.locator(".comments summary").click();
    await card.locator(".post").waitFor();
    await found("requests, and the login of the other side");
    await view(side, "chat");
    await side.locator(".chat .post").first().waitFor();
    await side.locator(".chat .composer textarea").fill("@");
    await found("chat");
    await view(side, "inbox");
    await side.locator(".inbox-notification").first().waitFor();
    await found("inbox");
    await view(side, "requests");
    await cardOf(side, "Yaris").locator("[data-action='task.edit'] button").click();
    await found("a dialog");
    await page.keyboard.press("Escape");
    await cardOf(side, "Yaris").locator("[data-action='task.cancel'] button").click();
    await side.locator(".undo:not([hidden])").waitFor();
    await found("undo");
    await taskwire.system.members.remove({ boardId, userId: idOf("lek") });
    await side.locator(".gone:not([hidden])").first().waitFor();
    await found("a removed person");

    const approver = await openAs(server.url, "dao", { language, colorScheme });
    await approver.side.locator(".user button").first().click();
    await approver.side.locator(".person").first().waitFor();
    expect.soft(await problemsOf(approver.page), "people").toEqual([]);
  },
  120_000,
);

test("F12: the focus never falls to the body", async () => {
  const server = await runDealer();
  const { task } = await create(server, "Mazda 2");
  await approve(server, task);
  await create(server, "MG 4");
  await server.taskwire
    .as({ userId: server.idOf("lek") })
    .messages.post({ boardId, roomId, text: "delete me" });
  const { side, page } = await openAs(server.url, "lek");
  const inBody = () => page.evaluate(() => document.activeElement === document.body);
  expect(await hasFocus(side)).toBe(true);

  // Finishing a step takes its button away.
  const step = cardOf(side, "Mazda 2").locator(".step").first();
  await step.getByRole("button", { name: "Done", exact: true }).focus();
  await page.keyboard.press("Enter");
  await step.getByRole("button", { name: "Reopen", exact: true }).waitFor();
  expect(await hasFocus(step)).toBe(true);

  // Cancelling takes all buttons of a request away.
  const card = cardOf(side, "MG 4");
  await card.getByRole("button", { name: "Cancel request" }).focus();
  await page.keyboard.press("Enter");
  await card.locator(".state", { hasText: "Cancelled" }).waitFor();
  expect(await hasFocus(card)).toBe(true);
  await side.getByRole("button", { name: "Undo" }).focus();
  await page.keyboard.press("Enter");
  await card.locator(".state", { hasText: "Waiting" }).waitFor();
  expect(await inBody()).toBe(false);

  // Deleting a message closes a dialog, and takes the buttons of the message away.
  await view(side, "chat");
  const post = side.locator(".chat .post").first();
  await post.focus();
  await post.getByRole("button", { name: "Delete", exact: true }).focus();
  await page.keyboard.press("Enter");
  await side.getByRole("dialog").getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await side.locator(".post[data-deleted]").waitFor();
  await side.getByRole("dialog").waitFor({ state: "detached" });
  expect(await hasFocus(post)).toBe(true);

  await side.getByRole("button", { name: "Log out" }).focus();
  await page.keyboard.press("Enter");
  await side.locator(".login").waitFor();
  expect(await inBody()).toBe(false);
}, 60_000);

test("F12: arrivals are announced, and the field for a message is a few tab stops away", async () => {
  const server = await runDealer();
  const { taskwire, idOf } = server;
  const lek = taskwire.as({ userId: idOf("lek") });
  for (let i = 1; i <= 40; i++)
    await lek.messages.post({ boardId, roomId, text: `message ${i} https://example.com` });
  const { side, page } = await openAs(server.url, "dao");
  const announced = (text: string) =>
    side.locator(".visually-hidden[role=status]", { hasText: text }).waitFor({ state: "attached" });
  await create(server, "MG 4");
  await announced("Lek เล็ก asked for “MG 4 — Khun Wipa”");
  await lek.messages.post({ boardId, roomId, text: "one more" });
  await announced("Chat:");

  await view(side, "chat");
  await side.locator(".chat .post", { hasText: "one more" }).waitFor();
  await side.locator("[data-view=chat]").focus();
  const field = side.locator(".chat .composer textarea");
  let stops = 0;
  for (; stops < 50 && !(await hasFocus(field)); stops++) await page.keyboard.press("Tab");
  expect(stops).toBeLessThanOrEqual(8);

  // The arrow keys reach every message, and its buttons.
  await side.locator(".chat .post").last().focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowUp");
  expect(await hasFocus(side.locator(".chat .post", { hasText: "message 36" }))).toBe(true);
  await page.keyboard.press("Tab");
  expect(await hasFocus(side.locator(".chat .post", { hasText: "message 36" }))).toBe(true);
}, 60_000);
