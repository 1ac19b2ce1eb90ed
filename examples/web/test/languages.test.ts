import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { dictionary } from "../src/language/dictionary.ts";
import { permissionWords } from "../src/words/permissions.ts";
import { receiptWords } from "../src/words/receipt.ts";
import { settingsWords } from "../src/words/settings.ts";
import { systemWords } from "../src/words/system.ts";
import { teamWords } from "../src/words/team.ts";
import { ask, inProcess, openAs, visit } from "./support/app.ts";

const words = Object.values({
  ...dictionary,
  ...permissionWords,
  ...receiptWords,
  ...settingsWords,
  ...systemWords,
  ...teamWords,
});

/** The texts of a language that a page in the other one must not show. */
function foreignTo(language: "en" | "th"): ReadonlySet<string> {
  const other = language === "en" ? "th" : "en";
  const own = new Set<string>(words.map((word) => word[language]));
  return new Set(words.map((word) => word[other]).filter((text) => !own.has(text)));
}

/** The texts of a page, also those that only a screen reader says. */
const textsOf = (page: Page) =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? "");
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
      for (const name of ["aria-label", "title", "placeholder"])
        texts.push(element.getAttribute(name) ?? "");
    return texts.map((text) => text.trim()).filter(Boolean);
  });

/** Loads a page again, and returns everything that its server sends from then on. */
async function framesOf(page: Page): Promise<readonly string[]> {
  const frames: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => frames.push(String(payload))),
  );
  // The page has a connection as soon as it shows the lists of my work.
  const isReady = page.locator("#work-steps");
  await isReady.waitFor();
  await page.reload();
  await isReady.waitFor();
  return frames;
}

/** Resolves when a page has drawn what it has received. */
const nextFrames = (page: Page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });

test.each(["en", "th"] as const)(
  "every page is in the language %s alone, and stays still while three people use the app",
  async (language) => {
    const server = await runDealer();
    const task = await ask(server, "lek", "Mazda 2", "คุณวิภา");
    const on = { boardId, taskId: task.id };
    const nok = inProcess(server, "nok");
    const { subtasks } = await nok.tasks.approve({ ...on, version: task.version });
    await nok.comments.post({ ...on, text: "@lek @dao 1" });
    await nok.messages.post({ boardId, roomId, text: "@dao @lek 2" });
    const foreign = foreignTo(language);
    const [dao, lek] = [
      await openAs(server.url, "dao", { language, path: "/work" }),
      await openAs(server.url, "lek", { language, path: "/work" }),
    ];
    const received = await Promise.all([dao, lek].map(({ page }) => framesOf(page)));
    const pages = [
      ["/work", "main h1"],
      [`/requests/${task.id}`, ".step"],
      ["/requests?view=columns", ".column .row"],
      ["/requests", ".list .row"],
      ["/decide", ".board-side, .state"],
      ["/rooms", ".row"],
      [`/rooms/${roomId}`, ".post"],
      ["/rooms/new", "dialog .face"],
      ["/inbox", ".inbox-item"],
      ["/team", ".team-row, .state"],
      ["/system", "tbody tr, .state"],
      ["/settings", "#delivery"],
      ["/requests/nothing", ".state"],
      ["/nothing", ".state"],
    ] as const;
    for (const [i, [path, ready]] of pages.entries()) {
      for (const { page } of [dao, lek]) {
        await visit(page, path);
        await page.locator(ready).first().waitFor();
      }
      const before = await Promise.all([dao.shift(), lek.shift()]);
      // Somebody else goes on meanwhile.
      await nok.messages.post({ boardId, roomId, text: `3.${i}` });
      await ask(server, "somchai", `MG ${i}`, "คุณมาลี");
      const step = subtasks[i];
      if (step) await inProcess(server, "dao").subtasks.complete({ ...on, subtaskId: step.id });
      await nok.comments.post({ ...on, text: `last ${i}.` });
      for (const [n, { page, shift }] of [dao, lek].entries()) {
        await expect
          .poll(() => received[n]?.some((text) => text.includes(`last ${i}.`)))
          .toBe(true);
        await nextFrames(page);
        const { sum, moved } = await shift();
        expect.soft(sum - (before[n]?.sum ?? 0), `${path}: ${moved}`).toBeLessThanOrEqual(0.02);
        const found = (await textsOf(page)).filter((text) => foreign.has(text));
        expect.soft(found, path).toEqual([]);
      }
    }
    for (const { problems } of [dao, lek]) expect(problems).toEqual([]);
  },
  240_000,
);
