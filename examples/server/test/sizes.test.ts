import { createClient } from "@taskwire/client";
import { roomStore } from "@taskwire/client/room";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { boardId, type Dealer, roomId } from "../src/dealer.ts";
import { openAs, runDealer, view } from "./support/page.ts";
import { logIn, requestsTo } from "./support/server.ts";

const long = (length: number) => "ก".repeat(length);

/** Returns the elements that leave the window, or that a person has to scroll to the side. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const isScrolled = (element: Element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowX) &&
      element.scrollWidth > element.clientWidth + 1;
    return (
      [...document.querySelectorAll("*")]
        .filter((element) => element.checkVisibility())
        // Code has its own scroll bar.
        .filter((element) => !element.closest("pre, .visually-hidden, option"))
        .filter(
          (element) =>
            isScrolled(element) || element.getBoundingClientRect().right > window.innerWidth + 1,
        )
        .map((element) => element.outerHTML.slice(0, 120))
    );
  });

test("F5: words without spaces wrap everywhere, on every width", async () => {
  const { url, taskwire, idOf } = await runDealer();
  const userId = idOf("lek");
  await taskwire.system.users.put({ id: userId, name: long(100), handle: "lek", role: "ADMIN" });
  const [lek, dao] = [taskwire.as({ userId }), taskwire.as({ userId: idOf("dao") })];
  const data = { customer: long(90), vehicle: long(90), tradeIn: true };
  const { task } = await lek.tasks.create({
    boardId,
    type: "vehicle_sale",
    title: long(190),
    data,
  });
  const asked = { boardId, taskId: task.id };
  const rejected = await dao.tasks.reject({ ...asked, version: task.version, reason: long(1_000) });
  const again = await lek.tasks.resubmit({ ...asked, version: rejected.task.version });
  await dao.tasks.approve({ ...asked, version: again.task.version });
  await dao.subtasks.create({ boardId, taskId: task.id, title: long(190), assigneeId: userId });
  const comment = await dao.comments.post({ boardId, taskId: task.id, text: long(3_000) });
  await lek.comments.post({ boardId, taskId: task.id, text: "An answer", replyTo: comment.id });
  const message = await dao.messages.post({ boardId, roomId, text: long(3_000) });
  await lek.messages.post({ boardId, roomId, text: `@dao ${long(3_000)}`, replyTo: message.id });
  await lek.messages.post({ boardId, roomId, text: `https://example.com/${"a".repeat(2_000)}` });
  await lek.messages.post({ boardId, roomId, text: `\`${"a".repeat(2_000)}\`` });

  const { side, page } = await openAs(url, "dao");
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await view(side, "requests");
    const card = side.locator(`.card[data-task="${task.id}"]`);
    if ((await card.locator(".comments").getAttribute("open")) === null)
      await card.locator(".comments summary").click();
    await card.locator(".post").nth(1).waitFor();
    expect.soft(await tooWide(page), `requests at ${width}`).toEqual([]);
    await view(side, "chat");
    const post = side.locator(".chat .post").nth(1);
    await post.getByRole("button", { name: "Reply" }).focus();
    await page.keyboard.press("Enter");
    expect.soft(await tooWide(page), `chat at ${width}`).toEqual([]);
    await view(side, "inbox");
    await side.locator(".inbox-notification").first().waitFor();
    expect.soft(await tooWide(page), `inbox at ${width}`).toEqual([]);
  }
}, 90_000);

test("F11: the names of many people take one line", async () => {
  const { url } = await runDealer();
  const { side, page } = await openAs(url, "dao");
  await view(side, "chat");
  const head = side.locator(".chat-head");
  await head.locator(".face").first().waitFor();
  const height = async () => (await head.boundingBox())?.height;
  const before = await height();
  const names = Array.from({ length: 46 }, (_, i) => `${i} ${long(90)}`);
  // As text, because vitest would change the import.
  const shown = await page.evaluate(`(async (all) => {
    const { createFaces } = await import("/js/faces.js");
    const faces = createFaces();
    document.querySelector(".chat-head .faces").replaceWith(faces.element);
    faces.draw(all, all.length);
    return faces.element.textContent;
  })(${JSON.stringify(names)})`);
  expect(shown).toBe("01234+41");
  expect(await height()).toBe(before);

  // Three people type at the same time.
  const line = side.locator(".chat-typing");
  const lineHeight = (await line.boundingBox())?.height;
  for (const login of ["lek", "somchai", "alice"]) {
    const { body } = await logIn(requestsTo(url), login);
    const client = createClient<Dealer>({
      url: `${url.replace("http", "ws")}/taskwire`,
      token: () => body.accessToken,
    });
    const room = roomStore(client, { boardId, roomId });
    room.subscribe(() => {});
    const timer = setInterval(room.typing, 500);
    onTestFinished(() => {
      clearInterval(timer);
      room.close();
      client.close();
    });
  }
  await line.filter({ hasText: "and 1 others are typing" }).waitFor();
  expect((await line.boundingBox())?.height).toBe(lineHeight);
}, 60_000);

test.each(["en", "th"] as const)(
  "F14: lines are high enough for Thai and fields for a finger, in the language %s",
  async (language) => {
    const { url, taskwire, idOf } = await runDealer();
    const dao = taskwire.as({ userId: idOf("dao") });
    await dao.messages.post({ boardId, roomId, text: "ฎุ ฏู กู้ ปั้น" });
    const { side, page } = await openAs(url, "dao", { language });
    const tooLow = () =>
      page.evaluate(() => {
        const shown = [...document.querySelectorAll("body *")].filter(
          (element) =>
            element.checkVisibility() &&
            // A select has its own box for its text.
            element.localName !== "option" &&
            !(element instanceof SVGElement),
        );
        const low = shown.filter((element) => {
          const { lineHeight, fontSize } = getComputedStyle(element);
          return Number.parseFloat(lineHeight) / Number.parseFloat(fontSize) < 1.6;
        });
        const fields = shown.filter(
          (element) =>
            element.matches("select, textarea, input:not([type=checkbox])") &&
            element.getBoundingClientRect().height < 43.9,
        );
        const checks = shown.filter(
          (element) =>
            element.matches("label:has([type=checkbox])") &&
            element.getBoundingClientRect().height < 43.9,
        );
        return [...low, ...fields, ...checks].map((element) => element.outerHTML.slice(0, 120));
      });
    await side.locator(".step-picker").first().waitFor();
    expect.soft(await tooLow(), "requests").toEqual([]);
    await view(side, "chat");
    await side.locator(".chat .post").waitFor();
    expect.soft(await tooLow(), "chat").toEqual([]);
    await view(side, "inbox");
    expect.soft(await tooLow(), "inbox").toEqual([]);
    await side.locator(".user button").first().click();
    await side.locator(".person").first().waitFor();
    expect.soft(await tooLow(), "people").toEqual([]);
  },
  60_000,
);
