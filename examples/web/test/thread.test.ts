import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { type DealerServer, runDealer } from "../../server/test/support/page.ts";
import { expectQuiet, inProcess, isInView, openAs, press, scrollToEnd } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

const path = `/rooms/${roomId}`;

const say = (server: DealerServer, login: string, text: string) =>
  inProcess(server, login).messages.post({ boardId, roomId, text });

/** Loses the commands that post a message, or their answers, while `lost` says so. */
async function loseMessages(page: Page, lost: { commands: boolean; answers: boolean }) {
  await page.routeWebSocket(/\/taskwire/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const isPost = String(frame).includes("messages.post");
      if (!(isPost && lost.commands)) server.send(frame);
    });
    server.onMessage((frame) => {
      if (!lost.answers) socket.send(frame);
    });
  });
}

test("a line stands above the messages that came since the last visit", async () => {
  const server = await runDealer();
  const { id: messageId } = await say(server, "dao", "known");
  await inProcess(server, "lek").rooms.read({ boardId, roomId, messageId });
  await say(server, "dao", "the first new one");
  await say(server, "nok", "the second new one");
  const lek = await openAs(server.url, "lek", { path });
  const line = lek.page.getByText("New messages");
  const after = lek.page.locator(".thread-item:has(.thread-unread) + .thread-item");
  await line.waitFor();
  expect(await after.innerText()).toContain("the first new one");

  // It stays while Lek is here, also when something else arrives.
  await say(server, "dao", "a later one");
  await lek.page.locator(".post", { hasText: "a later one" }).waitFor();
  expect(await line.count()).toBe(1);
  expect(await after.innerText()).toContain("the first new one");
  expect(await axeProblems(lek.page)).toEqual([]);
  await expectQuiet(lek);
  const unread = async () => {
    const { rooms } = await inProcess(server, "lek").rooms.list({ boardId });
    return rooms.find(({ room }) => room.id === roomId)?.unread;
  };
  await expect.poll(unread).toBe(0);
  await lek.page.reload();
  await lek.page.locator(".post", { hasText: "a later one" }).waitFor();
  expect(await line.count()).toBe(0);
}, 240_000);

test("after a jump to an old message, newer ones are added below without moving those in view", async () => {
  const server = await runDealer();
  const first = await say(server, "dao", "the first message");
  for (let i = 0; i < 170; i++) await say(server, "dao", `message number ${i}.`);
  const { page, problems } = await openAs(server.url, "lek", { path: `${path}/${first.id}` });
  await expect.poll(() => isInView(page.locator(".post-target"))).toBe(true);
  const newer = page.getByRole("button", { name: "Show newer" });
  const last = page.locator(".post").last();
  const inView = page.locator(".post", { hasText: "message number 5." });
  const before = await inView.boundingBox();
  const height = () => page.locator(".posts").evaluate((one) => one.clientHeight);
  const heightBefore = await height();
  await newer.evaluate((button: HTMLButtonElement) => button.click());
  await expect.poll(height).toBeGreaterThan(heightBefore);
  expect(await inView.boundingBox()).toEqual(before);

  // More are loaded while one scrolls, and the buttons go when the newest are there.
  await page.locator(".thread-scroller").hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 600);
        return (await last.innerText()).includes("message number 169.");
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await newer.waitFor({ state: "detached" });
  // They were there before, so they are not news.
  expect(await page.locator(".thread-new").count()).toBe(0);

  // At the end, the room is live as before.
  await scrollToEnd(page.locator(".thread-scroller"));
  await say(server, "dao", "live again");
  const live = page.locator(".post", { hasText: "live again" });
  await live.waitFor();
  await expect
    .poll(() => live.evaluate((one) => one.getBoundingClientRect().bottom < innerHeight))
    .toBe(true);
  expect(problems).toEqual([]);
}, 240_000);

test("F6: a message that waits or failed survives a reload, and is sent once", async () => {
  const server = await runDealer();
  const lek = await openAs(server.url, "lek", { path: "/rooms" });
  const { page } = lek;
  const lost = { commands: true, answers: false };
  await loseMessages(page, lost);
  await page.goto(server.url + path);
  const field = page.locator(".composer textarea");
  await field.fill("It waits.");
  await field.press("Enter");
  await page.locator(".post-sending", { hasText: "It waits." }).waitFor();
  await page.reload();
  const unsent = page.locator(".unsent .post");
  await unsent.filter({ hasText: "It waits." }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.reload();
  await unsent.filter({ hasText: "It waits." }).waitFor();
  lost.commands = false;
  await press(unsent, "Send");
  const sent = page.locator(".post-sent", { hasText: "It waits." });
  await sent.waitFor();
  await unsent.waitFor({ state: "detached" });

  // The server has this one, but its answer and its event never arrive. So it is not sent again.
  lost.answers = true;
  await field.fill("It has arrived.");
  await field.press("Enter");
  await page.locator(".post-sending", { hasText: "It has arrived." }).waitFor();
  const posted = async () => {
    const { messages } = await inProcess(server, "lek").rooms.history({ boardId, roomId });
    return messages.map(({ text }) => text);
  };
  await expect.poll(posted).toContain("It has arrived.");
  lost.answers = false;
  await page.reload();
  await page.locator(".post-sent", { hasText: "It has arrived." }).waitFor();
  await unsent.waitFor({ state: "detached" });
  expect(await posted()).toEqual(["It has arrived.", "It waits."]);

  // This one is refused, and forgotten on request.
  await field.fill("long ".repeat(10_000));
  await field.press("Enter");
  await page.locator(".post.post-failed").waitFor();
  await page.reload();
  await press(unsent, "Don't send");
  await unsent.waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".post-sent", { hasText: "It has arrived." }).waitFor();
  expect(await unsent.count()).toBe(0);
}, 240_000);

test("F6: a message that is being edited survives a reload, and says if it was changed meanwhile", async () => {
  const server = await runDealer();
  const { id: messageId } = await say(server, "lek", "on Monday");
  const lek = await openAs(server.url, "lek", { path });
  const { page } = lek;
  const post = page.locator(`[data-post="${messageId}"]`);
  await post.hover();
  await press(post, "More actions");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const field = page.getByRole("textbox", { name: "Edit" });
  await field.fill("on Tuesday");
  await page.reload();
  await field.waitFor();
  expect(await field.inputValue()).toBe("on Tuesday");
  await inProcess(server, "lek").messages.edit({ boardId, roomId, messageId, text: "on Friday" });
  await page.getByText("Somebody has changed it meanwhile: on Friday").waitFor();
  await field.press("Enter");
  await field.waitFor({ state: "detached" });
  await page.locator(".post-sent", { hasText: "on Tuesday" }).waitFor();
  await page.reload();
  await page.locator(".post-sent", { hasText: "on Tuesday" }).waitFor();
  expect(await field.count()).toBe(0);
  await expectQuiet(lek);
}, 240_000);

test("F6: an edit is over when its text is saved, also if the page never gets the answer", async () => {
  const server = await runDealer();
  const { id: messageId } = await say(server, "lek", "on Monday");
  const lek = await openAs(server.url, "lek", { path });
  const { page } = lek;
  const post = page.locator(`[data-post="${messageId}"]`);
  await post.hover();
  await press(post, "More actions");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const field = page.getByRole("textbox", { name: "Edit" });
  await field.fill("on Tuesday");
  await inProcess(server, "lek").messages.edit({
    boardId,
    roomId,
    messageId,
    text: "on Tuesday",
  });
  await field.waitFor({ state: "detached" });
  await post.getByText("on Tuesday").waitFor();
  await page.reload();
  await post.getByText("on Tuesday").waitFor();
  expect(await field.count()).toBe(0);
  await expectQuiet(lek);
}, 240_000);
