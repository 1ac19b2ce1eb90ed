import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { type DealerServer, runDealer } from "../../server/test/support/page.ts";
import { inProcess, isInView, openAs, scrollToEnd, typeUntil } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

const path = `/rooms/${roomId}`;

/** Posts messages of one to four lines. */
async function fill(server: DealerServer, count: number) {
  const people = ["dao", "lek", "nok"].map((login) => inProcess(server, login));
  const words = "The customer would like to come on Friday. ขอบคุณครับ ".repeat(6);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const text = `No. ${i}: ${words.slice(0, (i * 37) % 320)}`;
    const { id } = (await people[i % people.length]?.messages.post({ boardId, roomId, text })) ?? {
      id: "",
    };
    ids.push(id);
  }
  return ids;
}

const postOf = (page: Page, number: number) => page.locator(".post", { hasText: `No. ${number}:` });

const scrollerOf = (page: Page) => page.locator(".thread-scroller");

/** The lower edge of each post in view, by its id. */
const edges = (page: Page) =>
  scrollerOf(page).evaluate((scroller) => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const all = [...scroller.querySelectorAll<HTMLElement>("[data-post]")].map(
      (post) => [post.dataset.post ?? "", post.getBoundingClientRect().bottom] as const,
    );
    return all.filter(([, edge]) => edge > top && edge < bottom);
  });

test("F13: a long room draws the posts near the visible ones, loads older ones on the way, and moves none", async () => {
  const server = await runDealer();
  const ids = await fill(server, 500);
  const { page, problems } = await openAs(server.url, "lek", { path });
  await postOf(page, 499).waitFor();
  const counts = () =>
    page.evaluate(() => ({
      elements: document.querySelectorAll("*").length,
      posts: document.querySelectorAll(".post").length,
    }));
  await scrollerOf(page).hover();
  const most = { elements: 0, posts: 0 };
  let before = await edges(page);
  for (let i = 0; i < 400; i++) {
    if (before.some(([id]) => id === ids[200])) break;
    // The wheel moves what is in view by so much, also if older posts are added above meanwhile.
    const known = new Map(before);
    await page.mouse.wheel(0, -500);
    await page.waitForFunction((id) => {
      const post = document.querySelector(`[data-post="${id}"]`);
      const view = document.querySelector(".thread-scroller");
      return (
        !post || post.getBoundingClientRect().bottom > (view?.getBoundingClientRect().bottom ?? 0)
      );
    }, before.at(-1)?.[0]);
    before = await edges(page);
    const moves = before.flatMap(([id, edge]) =>
      known.has(id) ? [edge - (known.get(id) ?? 0)] : [],
    );
    expect(Math.max(...moves) - Math.min(...moves)).toBeLessThan(2);
    const now = await counts();
    most.elements = Math.max(most.elements, now.elements);
    most.posts = Math.max(most.posts, now.posts);
  }
  expect(before.map(([id]) => id)).toContain(ids[200]);
  expect(most.posts).toBeLessThanOrEqual(60);
  expect(most.elements).toBeLessThanOrEqual(2_000);
  expect(await axeProblems(page)).toEqual([]);

  // Somebody types: one line changes.
  await page.evaluate(() => {
    const changed = new Set<string>();
    Object.assign(globalThis, { changed });
    new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        if (element?.closest(".thread")) changed.add(element.className);
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  const dao = await openAs(server.url, "dao", { path });
  await page.locator(".faces").getByText("D").first().waitFor();
  await page.evaluate(() => (globalThis as unknown as { changed: Set<string> }).changed.clear());
  await typeUntil(dao.page.locator(".composer textarea"), page.getByText("Dao ดาว is typing …"));
  const changed = await page.evaluate(() => [
    ...(globalThis as unknown as { changed: Set<string> }).changed,
  ]);
  expect(changed).toEqual(["thread-typing soft small"]);

  // Back to the end.
  await expect
    .poll(async () => {
      await scrollToEnd(scrollerOf(page));
      return postOf(page, 499).count();
    })
    .toBe(1);
  expect(problems).toEqual([]);
}, 180_000);

test("a link to a message of a long room shows it, and the newer ones go on below", async () => {
  const server = await runDealer();
  const ids = await fill(server, 400);
  const { page, problems } = await openAs(server.url, "lek", { path: `${path}/${ids[150]}` });
  const target = page.locator(".post-target", { hasText: "No. 150:" });
  await expect.poll(() => isInView(target)).toBe(true);
  await scrollerOf(page).hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 700);
        return postOf(page, 399).count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  expect(problems).toEqual([]);
}, 240_000);

test("posts are one stop of the Tab key, the arrow keys move among them, and Ctrl+F finds what is not drawn", async () => {
  const server = await runDealer();
  await fill(server, 120);
  const { page, problems } = await openAs(server.url, "lek", { path });
  await postOf(page, 119).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");

  // From the field, the buttons of the post, then the post itself.
  await page.locator(".composer textarea").focus();
  for (let i = 0; i < 4 && (await page.locator("article:focus").count()) === 0; i++)
    await page.keyboard.press("Shift+Tab");
  expect(await focused()).toContain("No. 119:");
  const isFocused = (number: number) =>
    page.waitForFunction(
      (start) => document.activeElement?.textContent?.includes(start),
      `No. ${number}:`,
    );
  await page.keyboard.press("ArrowUp");
  await isFocused(118);
  // The next key counts from the post that has the focus.
  for (let number = 117; number >= 88; number--) {
    await page.keyboard.press("PageUp");
    await isFocused(number);
  }
  await expect.poll(() => isInView(page.locator(":focus"))).toBe(true);

  // The focus stays at a post that is scrolled away.
  await scrollerOf(page).hover();
  await page.mouse.wheel(0, 20_000);
  await postOf(page, 119).waitFor();
  expect(await focused()).toContain("No. 88:");
  await page.keyboard.press("End");
  await isFocused(119);

  await page.keyboard.press("Control+f");
  const field = page.getByRole("searchbox", { name: "Find in this conversation" });
  await field.fill("no. 80:");
  await page.getByText("1 of 1").waitFor();
  await page.locator(".post-target", { hasText: "No. 80:" }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await field.fill("friday");
  await page.getByText(/^(\d+) of \1$/).waitFor();
  await field.press("Enter");
  await page.getByText(/^\d+ of \d+$/).waitFor();
  await field.press("Escape");
  await field.waitFor({ state: "detached" });
  expect(problems).toEqual([]);
}, 240_000);
