import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { startChild } from "../../server/test/support/child.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { requestsTo, seededDirectory } from "../../server/test/support/server.ts";
import {
  ask,
  expectQuiet,
  inProcess,
  letTimePass,
  openAs,
  press,
  rowOf,
  stopTime,
  typeUntil,
} from "./support/app.ts";

test("F2, F15: changes that are made without a connection are listed, can be taken back, and are sent once", async () => {
  const env = { DATA_DIR: await seededDirectory() };
  const first = await startChild({ ...env, PORT: "0" });
  const { page } = await openAs(first.url, "lek", { path: "/requests" });
  await rowOf(page, "Isuzu").waitFor();
  first.kill("SIGKILL");
  await first.ended;
  const banner = page.locator(".connection");
  await banner.getByText(/^No connection for \d+ s\./).waitFor();

  const askFor = async (vehicle: string) => {
    await press(page, "New request");
    const form = page.getByRole("dialog");
    await form.getByLabel("Vehicle", { exact: true }).fill(vehicle);
    await form.getByLabel("Customer", { exact: true }).fill("Khun Wipa");
    return form;
  };
  const form = await askFor("Mazda 2");
  for (let i = 0; i < 3; i++) await form.locator("button[type=submit]").click();
  await form.getByText("It is sent as soon as there is one, once.").waitFor();
  await banner.getByText("Your change will be sent.").waitFor();
  await page.keyboard.press("Escape");

  const isSaid = page.locator(".toast", { hasText: "Connected again." }).waitFor();
  await startChild({ ...env, PORT: new URL(first.url).port });
  await banner.waitFor({ state: "hidden" });
  await isSaid;
  await rowOf(page, "Mazda 2").waitFor();
  const request = requestsTo(first.url);
  const { body } = await request("/auth/login", {
    body: { login: "lek", password: "taskwire-demo" },
  });
  const list = await request(`/api/boards/${boardId}/tasks`, { token: body.accessToken });
  const titles = list.body.tasks.map(({ title }: { title: string }) => title);
  expect(titles.filter((title: string) => title.startsWith("Mazda 2"))).toHaveLength(1);
}, 240_000);

test("a change that waits for a connection can be taken back", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: `/requests/${task.id}` });
  await dao.page.locator(".decision .button-primary").waitFor();
  await server.close();
  const banner = dao.page.locator(".connection");
  await banner.waitFor();
  await stopTime(dao.page);
  await dao.page.locator(".decision .button-primary").click();
  await dao.page.locator(".toast", { hasText: "Approved: Mazda 2" }).waitFor();
  // It leaves after its 8 s, and then waits for the connection.
  await letTimePass(dao.page, 8_000);
  const takeBack = banner.getByRole("button", { name: "Take back: Approved: Mazda 2" });
  await takeBack.click();
  await takeBack.waitFor({ state: "detached" });
  const again = await server.restart();
  await banner.waitFor({ state: "hidden" });
  const { task: now } = await inProcess(again, "dao").tasks.get({ boardId, taskId: task.id });
  expect(now.state).toBe("pending");
}, 240_000);

test("F6: the drafts of a new request, a reason and a comment survive a reload, until they are sent", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: `/requests/${task.id}` });
  const { page } = dao;
  await page.locator(".composer textarea").fill("a comment");
  await page.keyboard.press("Escape");
  await page.locator(".decision .button-danger").click();
  await page.locator(".decision-reason textarea").fill("a reason");
  await press(page, "New request");
  await page.getByLabel("Customer", { exact: true }).fill("a customer");
  await page.reload();

  await page.locator(".decision .button-danger").click();
  await expect.poll(() => page.locator(".composer textarea").inputValue()).toBe("a comment");
  expect(await page.locator(".decision-reason textarea").inputValue()).toBe("a reason");
  await press(page, "New request");
  expect(await page.getByLabel("Customer", { exact: true }).inputValue()).toBe("a customer");
  await page.keyboard.press("Escape");

  // Somebody else decides first: the reason is kept for the time when it is asked for again.
  const nok = inProcess(server, "nok");
  await nok.tasks.reject({ boardId, taskId: task.id, version: task.version, reason: "no" });
  await page
    .getByText(/^Nok นก rejected/)
    .first()
    .waitFor();
  const { task: rejected } = await nok.tasks.get({ boardId, taskId: task.id });
  await inProcess(server, "lek").tasks.resubmit({
    boardId,
    taskId: task.id,
    version: rejected.version,
  });
  await page.locator(".decision .button-danger").click();
  expect(await page.locator(".decision-reason textarea").inputValue()).toBe("a reason");

  await page.locator(".composer textarea").press("Enter");
  await page.locator(".post-sent", { hasText: "a comment" }).waitFor();
  await page.reload();
  await page.locator(".post-sent", { hasText: "a comment" }).waitFor();
  expect(await page.locator(".composer textarea").inputValue()).toBe("");
  await expectQuiet(dao);
}, 240_000);

test("F9: a cancelled request comes back with one press", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const lek = await openAs(server.url, "lek", { path: `/requests/${task.id}` });
  const { page } = lek;
  await page.locator(".detail-head .menu > button").click();
  await stopTime(page);
  await page.getByRole("menuitem", { name: "Cancel request" }).click();
  await page.locator(".toast", { hasText: "Cancelled: Mazda 2" }).waitFor();
  await press(page.locator(".toasts"), "Undo");
  await page.locator(".decision", { hasText: "Waiting for" }).waitFor();
  const { task: now } = await inProcess(server, "lek").tasks.get({ boardId, taskId: task.id });
  expect(now.state).toBe("pending");
  await expectQuiet(lek);
}, 240_000);

test("people talk about a request, mention each other, and see that somebody types", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const path = `/requests/${task.id}`;
  const [lek, dao] = [
    await openAs(server.url, "lek", { path }),
    await openAs(server.url, "dao", { path, language: "th" }),
  ];
  const field = dao.page.locator(".composer textarea");
  await field.pressSequentially("ช่วยดู");
  await typeUntil(field, lek.page.getByText("Dao ดาว is typing …"));
  await field.pressSequentially("@le");
  await dao.page.getByRole("option", { name: "Lek" }).click();
  await field.pressSequentially("ด้วย");
  await field.press("Enter");
  const post = lek.page.locator(".post", { hasText: "ช่วยดู" });
  await post.locator(".mention-me", { hasText: "@Lek เล็ก" }).waitFor();
  await lek.page.locator("[data-announcer]", { hasText: "ช่วยดู" }).waitFor();

  // Lek answers, edits the answer, and deletes it.
  await post.hover();
  await press(post, "Reply to Dao ดาว");
  await lek.page.locator(".composer textarea").fill("Done");
  await lek.page.keyboard.press("Enter");
  const answer = lek.page.locator(".post", { hasText: "Done" });
  await dao.page.locator(".post-original", { hasText: "ช่วยดู" }).waitFor();
  await answer.hover();
  await press(answer, "More actions");
  await lek.page.getByRole("menuitem", { name: "Edit" }).click();
  await lek.page.getByRole("textbox", { name: "Edit" }).fill("Done today");
  await lek.page.keyboard.press("Enter");
  await dao.page.locator(".post", { hasText: "Done today" }).waitFor();
  await answer.hover();
  await press(answer, "More actions");
  await lek.page.getByRole("menuitem", { name: "Delete" }).click();
  await press(lek.page.getByRole("dialog"), "Delete");
  await dao.page.locator(".post", { hasText: "ลบแล้ว" }).waitFor();
  await expectQuiet(lek, dao);
}, 240_000);
