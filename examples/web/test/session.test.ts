import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, expectQuiet, openApp, openAs, press, rowOf } from "./support/app.ts";

test("a wrong password is said in words, and the right one opens the page of the address", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const { page } = await openApp(server.url, { path: `/requests/${task.id}`, language: "th" });
  await page.getByLabel("ชื่อผู้ใช้").fill("dao");
  await page.getByLabel("รหัสผ่าน").fill("wrong");
  await press(page, "เข้าสู่ระบบ");
  await page.getByRole("alert").filter({ hasText: "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" }).waitFor();
  await page.getByLabel("รหัสผ่าน").fill("taskwire-demo");
  await press(page, "เข้าสู่ระบบ");
  await page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
}, 240_000);

test("a duplicated tab and a new one are signed in too, and signing out ends all of them", async () => {
  const server = await runDealer();
  const first = await openAs(server.url, "dao", { path: "/requests" });
  await rowOf(first.page, "Honda City").waitFor();
  const tabs = await Promise.all(
    [1, 2].map(async () => {
      const page = await first.page.context().newPage();
      await page.goto(`${server.url}/requests`);
      await rowOf(page, "Honda City").waitFor();
      return page;
    }),
  );
  // Each reload exchanges the one token that they share.
  await Promise.all([first.page, ...tabs].map((page) => page.reload()));
  for (const page of [first.page, ...tabs]) await rowOf(page, "Honda City").waitFor();
  await first.page.locator(".account-button").click();
  await press(first.page, "Sign out");
  for (const page of [first.page, ...tabs]) await page.locator("[data-login=dao]").waitFor();
  expect(first.problems).toEqual([]);
}, 240_000);

test("a page that is left while its session is refreshed leaves the person signed in", async () => {
  const server = await runDealer();
  const app = await openAs(server.url, "lek", { path: "/requests" });
  const { page } = app;
  await rowOf(page, "Isuzu").waitFor();
  const isLost = new Promise<void>((resolve) =>
    page.route("**/auth/refresh", async (route) => {
      // The server exchanges the token, and its answer never arrives.
      await route.fetch();
      resolve();
    }),
  );
  await page.reload({ waitUntil: "commit" });
  await isLost;
  await page.unroute("**/auth/refresh");
  await page.reload();
  await rowOf(page, "Isuzu").waitFor();
  await expectQuiet(app);
}, 240_000);

test("a session that has ended is said in words, and what was typed is still there afterwards", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const { page } = await openAs(server.url, "lek", { path: `/requests/${task.id}` });
  const field = page.getByRole("combobox", { name: "Comment, @ mentions" });
  await field.fill("half a sentence");
  server.people.logins.endAll(server.idOf("lek"));
  await server.taskwire.sessions.end({ userId: server.idOf("lek") });
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Your session has ended.").waitFor();
  await dialog.getByLabel("Login").fill("lek");
  await dialog.getByLabel("Password").fill("taskwire-demo");
  await press(dialog, "Sign in");
  await dialog.waitFor({ state: "hidden" });
  expect(await field.inputValue()).toBe("half a sentence");
  await field.press("Enter");
  await page.locator(".post-sent", { hasText: "half a sentence" }).waitFor();
}, 240_000);

test.each([
  ["en", "This page has stopped", "Sign in as somebody else"],
  ["th", "หน้านี้หยุดทำงานแล้ว", "เข้าสู่ระบบในชื่อคนอื่น"],
] as const)(
  "a disabled account is told so, in the language %s",
  async (language, title, leave) => {
    const server = await runDealer();
    const { page } = await openAs(server.url, "lek", { language, path: "/requests" });
    await rowOf(page, "Isuzu").waitFor();
    await server.people.setDisabled(server.idOf("lek"), true);
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(/session has ended|หมดอายุแล้ว/)
      .or(dialog.getByText(title))
      .first()
      .waitFor();
    await press(dialog, leave);
    await page.locator("[data-login=dao]").waitFor();
  },
  240_000,
);

test.each([
  ["en", "You can't see this board any more", "An approver can add you again."],
  ["th", "คุณดูบอร์ดนี้ไม่ได้แล้ว", "ผู้อนุมัติเพิ่มคุณกลับเข้ามาได้"],
] as const)(
  "F4: a person who is removed while reading is told what has happened, in the language %s",
  async (language, title, way) => {
    const server = await runDealer();
    const task = await ask(server, "lek", "Mazda 2");
    const lek = await openAs(server.url, "lek", { language, path: `/requests/${task.id}` });
    const field = lek.page.locator(".composer textarea");
    await field.fill("kept");
    await server.taskwire.system.members.remove({ boardId, userId: server.idOf("lek") });
    await lek.page.getByText(title).waitFor();
    await lek.page.getByText(way).waitFor();
    await field.waitFor({ state: "detached" });

    // When somebody adds them again, everything is there, also the words.
    await server.taskwire.system.members.add({ boardId, userId: server.idOf("lek") });
    await lek.page.reload();
    await lek.page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
    await expect.poll(() => field.inputValue()).toBe("kept");
    expect(lek.problems).toEqual([]);
  },
  240_000,
);

test("the addresses that mails link to lead to their pages", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: `/messaging/task/${task.id}/comments/` });
  const { page } = dao;
  await page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await page.getByRole("combobox", { name: "Comment, @ mentions" }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/requests/${task.id}`);
  for (const [from, to] of [
    [`/messaging/board/${boardId}/rooms/`, "/rooms"],
    [`/messaging/board/${boardId}/rooms/create/`, "/rooms/new"],
    ["/messaging/notifications/", "/inbox"],
  ] as const) {
    await page.goto(server.url + from);
    await page.waitForURL(`${server.url}${to}`);
  }
  await page.goto(`${server.url}/messaging/board/another/rooms/`);
  await page.getByText("There is no such page").waitFor();
  await expectQuiet(dao);
}, 240_000);
