import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import {
  ask,
  decideByKey,
  expectFocus,
  expectQuiet,
  inProcess,
  letTimePass,
  openApp,
  openAs,
  rowOf,
  stopTime,
  visit,
} from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

test.each([
  ["en", "light", "none"],
  ["th", "dark", "none"],
  ["en", "light", "active"],
] as const)(
  "F12: axe finds nothing on any page, in the language %s, %s, with forced colours %s",
  async (language, theme, forcedColors) => {
    const server = await runDealer();
    const dao = inProcess(server, "dao");
    const task = await ask(server, "lek", "Mazda 2", "คุณวิภา สุขสมบูรณ์");
    await dao.tasks.approve({ boardId, taskId: task.id, version: task.version });
    const rejected = await ask(server, "lek", "MG 4");
    await dao.tasks.reject({
      boardId,
      taskId: rejected.id,
      version: rejected.version,
      reason: "Too dear",
    });
    const lek = server.idOf("lek");
    await dao.comments.post({ boardId, taskId: task.id, text: "ช่วยดูด้วย @lek `code`" });
    const first = await inProcess(server, "lek").comments.post({
      boardId,
      taskId: task.id,
      text: "https://example.com is done",
    });
    await dao.comments.post({ boardId, taskId: task.id, text: "Thanks", replyTo: first.id });
    expect(lek).not.toBe("");

    const found = async (page: Page, what: string) =>
      expect.soft(await axeProblems(page), what).toEqual([]);
    const look = { language, theme, forcedColors };
    const nobody = await openApp(server.url, look);
    await nobody.page.locator("[data-login=dao]").waitFor();
    await found(nobody.page, "sign in");

    const app = await openAs(server.url, "dao", { ...look, path: `/requests/${task.id}` });
    const { page } = app;
    await page.locator(".step").first().waitFor();
    await page.locator(".post").nth(2).waitFor();
    await found(page, "a request");
    await page.locator(".detail-head .menu > button").click();
    await page.getByRole("menuitem").first().waitFor();
    await found(page, "its menu");
    await page.keyboard.press("Escape");
    await page.locator(".board-head .button-primary").click();
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await found(page, "the form for a new request");
    await page.keyboard.press("Escape");
    await page.locator(".account-button").click();
    await page.locator(".account-panel:popover-open").waitFor();
    await found(page, "my account");
    await page.keyboard.press("Escape");
    await visit(page, "/requests?view=columns");
    await page.locator(".column .row").first().waitFor();
    await found(page, "columns");
    await visit(page, "/decide");
    await page.locator(".decision .button-danger").click();
    await page.locator(".decision-reason textarea").fill("x");
    await found(page, "a decision");
    await visit(page, "/requests/nothing");
    await page.locator(".state-title").waitFor();
    await found(page, "a request that is gone");
    await visit(page, "/nothing");
    await page.locator(".state-title").waitFor();
    await found(page, "no page");

    const other = await openAs(server.url, "lek", { ...look, path: "/work" });
    await other.page.locator(".step").first().waitFor();
    await found(other.page, "my work");
    await other.page.setViewportSize({ width: 390, height: 844 });
    await found(other.page, "my work on a phone");
    await visit(other.page, `/requests/${task.id}?tab=comments`);
    await other.page.locator(".post").nth(2).waitFor();
    await found(other.page, "comments on a phone");
    await visit(other.page, "/decide");
    await other.page.locator(".state-title").waitFor();
    await found(other.page, "no right to decide");
    expect([...app.problems, ...other.problems]).toEqual([]);
  },
  240_000,
);

test("F12: a request can be asked for, decided and worked on with the keyboard alone", async () => {
  const server = await runDealer();
  const lek = await openAs(server.url, "lek", { path: "/requests" });
  const { page } = lek;
  const focused = (text: string | RegExp) => page.locator(":focus").filter({ hasText: text });
  await rowOf(page, "Isuzu D-Max").waitFor();

  // One stop for the navigation's links each, then the page's own controls.
  const tabTo = async (target: () => Promise<boolean>, most: number) => {
    for (let i = 0; i < most; i++) {
      if (await target()) return;
      await page.keyboard.press("Tab");
    }
    expect(await target()).toBe(true);
  };
  await page.locator("body").focus();
  await tabTo(async () => (await focused(/^New request$/).count()) > 0, 16);
  await page.keyboard.press("Enter");
  await page.locator("[name=vehicle]").waitFor();
  await tabTo(async () => (await page.locator("[name=vehicle]:focus").count()) > 0, 4);
  await page.keyboard.type("Mazda 2");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Khun Wipa");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await expectFocus(page);

  const dao = await openAs(server.url, "dao");
  await dao.page.locator("#request-title", { hasText: "Isuzu" }).waitFor();
  await decideByKey(dao.page, "r");
  await dao.page.locator(".decision-reason textarea:focus").waitFor();
  await dao.page.keyboard.type("ขอเอกสารเพิ่ม");
  await dao.page.keyboard.press("Control+Enter");
  await dao.page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await stopTime(dao.page);
  await decideByKey(dao.page, "a");
  await dao.page.locator(".toast", { hasText: "Approved: Mazda 2" }).waitFor();
  await expectFocus(dao.page);
  await letTimePass(dao.page, 8_000);

  const box = page.locator(".step input").first();
  await box.waitFor();
  await box.focus();
  await page.keyboard.press("Space");
  await page.getByText("1 of 4 steps done").first().waitFor();
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  await expectQuiet(lek, dao);
}, 240_000);

test("F12: arrivals and decisions of other people are read aloud", async () => {
  const server = await runDealer();
  const dao = await openAs(server.url, "dao", { path: "/requests" });
  await rowOf(dao.page, "Honda City").waitFor();
  const spoken = dao.page.locator("[data-announcer]");
  const task = await ask(server, "lek", "Mazda 2");
  await spoken.filter({ hasText: "Lek เล็ก asked for “Mazda 2 — Khun Wipa”" }).waitFor();
  await inProcess(server, "nok").tasks.approve({
    boardId,
    taskId: task.id,
    version: task.version,
  });
  await spoken.filter({ hasText: "Nok นก approved “Mazda 2 — Khun Wipa”" }).waitFor();
  await expectQuiet(dao);
}, 240_000);

test("F14: lines are high enough for Thai and fields for a finger, in both languages", async () => {
  const server = await runDealer();
  for (const language of ["en", "th"] as const) {
    const { page } = await openAs(server.url, "lek", { language, path: "/requests" });
    await page.locator(".board-head .button-primary").click();
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    const wrong = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("body *")].flatMap((element) => {
        if (!element.checkVisibility() || element.closest("svg")) return [];
        const { lineHeight, fontSize, letterSpacing, fontStyle } = getComputedStyle(element);
        const hasText = [...element.childNodes].some(
          ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
        );
        const isHeading = element.closest("h1, h2, h3, .state-title") !== null;
        const isOneLetter = element.matches(".face, .badge *");
        const ratio = Number.parseFloat(lineHeight) / Number.parseFloat(fontSize);
        const isField = element.matches("input:not([type=checkbox]), textarea");
        return [
          ...(hasText && !isOneLetter && ratio < (isHeading ? 1.44 : 1.59) ? ["line"] : []),
          ...(isField && element.offsetHeight < 44 ? ["field"] : []),
          ...(letterSpacing !== "normal" || fontStyle !== "normal" ? ["letters"] : []),
        ].map((problem) => `${problem} ${element.outerHTML.slice(0, 120)}`);
      }),
    );
    expect(wrong).toEqual([]);
  }
}, 240_000);
