import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, expectFocus, expectQuiet, inProcess, openApp, rowOf } from "./support/app.ts";

/** Presses the Tab key until an element has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await target.first().waitFor();
  const page = target.page();
  const hasFocus = () =>
    target.evaluateAll((all) => all.some((one) => one === document.activeElement));
  for (let i = 0; i < 60 && !(await hasFocus()); i++) await page.keyboard.press("Tab");
  expect(await hasFocus(), String(target)).toBe(true);
}

/** Tabs to an element and presses a key. */
async function use(target: Locator, key = "Enter"): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press(key);
}

test("F12: signing in, talking, the inbox, people, settings and signing out need no mouse", async () => {
  const server = await runDealer();
  await ask(server, "lek", "Mazda 2");
  const app = await openApp(server.url);
  const { page } = app;
  const link = (name: RegExp) => page.getByRole("link", { name });
  await use(page.locator("[data-login=dao]"));
  await page.locator("#request-title").waitFor();

  // A conversation of two people. The dialog begins in the field that finds a person.
  await use(link(/^Rooms/));
  await use(page.getByRole("button", { name: "Write to somebody" }));
  await page.locator("dialog input:focus").waitFor();
  await page.keyboard.type("nok");
  await use(page.locator("dialog .person-button").filter({ hasText: "Nok" }));
  await tabTo(page.locator(".composer textarea"));
  await page.keyboard.type("Good morning");
  await page.keyboard.press("Enter");
  await page.locator(".post-sent", { hasText: "Good morning" }).waitFor();
  await expectFocus(page);

  // A notification is done, and the focus stays on the page.
  await use(link(/^Inbox/));
  const done = page.locator(".inbox-item").getByRole("button", { name: "Put away" });
  await done.first().waitFor();
  const before = await done.count();
  await use(done);
  await expect.poll(() => done.count()).toBeLessThan(before);
  await expectFocus(page);

  // A person is added.
  await use(link(/^People/));
  await tabTo(page.getByLabel("Name", { exact: true }));
  await page.keyboard.type("Pim");
  await tabTo(page.getByLabel("Login", { exact: true }));
  await page.keyboard.type("pim");
  await page.keyboard.press("Enter");
  await page.getByText(/Pim can sign in as pim/).waitFor();

  // The columns scroll with the arrow keys, and a row opens.
  await use(link(/^Requests/));
  await use(page.getByRole("button", { name: "Columns" }));
  await use(page.locator(".column .row").filter({ hasText: "Mazda 2" }));
  await page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await use(page.locator(".detail-head .menu > button"));
  await page.getByRole("menuitem").first().waitFor();
  await page.keyboard.press("Escape");
  await expectFocus(page);

  // Settings, in the other language, and out.
  await use(page.locator(".account-button"));
  await use(link(/^Settings$/));
  await use(page.locator(".page").getByRole("button", { name: "ไทย" }));
  await page.getByRole("heading", { level: 1, name: "การตั้งค่า" }).waitFor();
  await use(page.locator(".account-button"));
  await use(page.getByRole("button", { name: "ออกจากระบบ" }));
  await page.locator("[data-login=dao]").waitFor();
  expect(app.problems).toEqual([]);
}, 240_000);

test("F6: a comment that is being written stays when the comments are folded, another one is edited, or a form opens", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const on = { boardId, taskId: task.id };
  await inProcess(server, "lek").comments.post({ ...on, text: "an old one" });
  const app = await openApp(server.url, { path: `/requests/${task.id}` });
  const { page } = app;
  await page.locator("[data-login=lek]").click();
  const field = page.locator(".composer textarea");
  await field.fill("half a sentence");

  await page.getByRole("button", { name: "Hide comments" }).click();
  await field.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Show comments" }).click();
  await expect.poll(() => field.inputValue()).toBe("half a sentence");

  const post = page.locator(".post", { hasText: "an old one" });
  await post.hover();
  await post.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Edit" }).fill("a new one");
  await page.keyboard.press("Enter");
  await page.locator(".post", { hasText: "a new one" }).waitFor();
  expect(await field.inputValue()).toBe("half a sentence");

  // A form for a request is open when somebody else decides: neither text is lost.
  await page.getByRole("button", { name: "New request" }).click();
  await page.getByLabel("Customer", { exact: true }).fill("Khun Malee");
  await inProcess(server, "nok").tasks.approve({ ...on, version: task.version });
  await rowOf(page, "Mazda 2").filter({ hasText: "In progress" }).waitFor();
  expect(await page.getByLabel("Customer", { exact: true }).inputValue()).toBe("Khun Malee");
  await page.keyboard.press("Escape");
  expect(await field.inputValue()).toBe("half a sentence");
  await expectQuiet(app);
}, 240_000);
