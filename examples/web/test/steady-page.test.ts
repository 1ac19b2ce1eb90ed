import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, expectQuiet, inProcess, openAs, rowOf } from "./support/app.ts";

test("F1: nothing moves under the pointer: new requests wait behind a button", async () => {
  const server = await runDealer();
  const dao = await openAs(server.url, "dao", { path: "/requests" });
  const row = rowOf(dao.page, "Honda City");
  await row.hover();
  const before = await row.boundingBox();
  await ask(server, "lek", "Mazda 2");
  await ask(server, "somchai", "MG 4");
  const button = dao.page.getByRole("button", { name: "2 new ↑" });
  await button.waitFor();
  expect(await row.boundingBox()).toEqual(before);
  expect(await rowOf(dao.page, "Mazda 2").count()).toBe(0);

  // The button shows them, and the focus goes to the newest one.
  await button.click();
  await rowOf(dao.page, "Mazda 2").waitFor();
  await dao.page.locator(":focus", { hasText: "MG 4" }).waitFor();
  await expectQuiet(dao);
}, 240_000);

test("F1: nothing moves under the focus, and nothing leaves a filtered list under it", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: "/requests?show=waiting" });
  await dao.page.mouse.move(1_400, 20);
  const row = rowOf(dao.page, "Isuzu D-Max");
  await row.focus();
  const before = await row.boundingBox();
  await inProcess(server, "nok").tasks.approve({
    boardId,
    taskId: task.id,
    version: task.version,
  });
  await rowOf(dao.page, "Mazda 2").filter({ hasText: "In progress" }).waitFor();
  await ask(server, "somchai", "MG 4");
  await dao.page.getByRole("button", { name: "1 new ↑" }).waitFor();
  expect(await row.boundingBox()).toEqual(before);
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);

  // When the focus leaves, the list is what it says again.
  await dao.page.getByRole("searchbox").focus();
  await rowOf(dao.page, "MG 4").waitFor();
  await rowOf(dao.page, "Mazda 2").waitFor({ state: "detached" });
  await expectQuiet(dao);
}, 240_000);

test("F1: where no pointer hovers, new requests always wait", async () => {
  const server = await runDealer();
  const dao = await openAs(server.url, "dao", {
    path: "/requests",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await rowOf(dao.page, "Honda City").waitFor();
  await ask(server, "lek", "Mazda 2");
  await dao.page.getByRole("button", { name: "1 new ↑" }).tap();
  await rowOf(dao.page, "Mazda 2").tap();
  await dao.page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await dao.page.goBack();
  await rowOf(dao.page, "Mazda 2").waitFor();
  await expectQuiet(dao);
}, 240_000);

test("F8: all of 302 requests can be reached, counted honestly and searched", async () => {
  const server = await runDealer();
  const lek = inProcess(server, "lek");
  for (let i = 1; i <= 300; i++)
    await lek.tasks.create({
      boardId,
      type: "vehicle_sale",
      title: `Car ${i} — Khun Wipa`,
      data: { customer: "Khun Wipa", vehicle: `Car ${i}`, tradeIn: false },
    });
  const dao = await openAs(server.url, "dao", { path: "/requests" });
  const { page } = dao;
  await page.getByRole("button", { name: /^All\s*302$/ }).waitFor();
  await page.getByRole("button", { name: /^Waiting\s*301$/ }).waitFor();
  // The four states have their place, in Thai too.
  const thai = await openAs(server.url, "dao", { path: "/requests", language: "th" });
  await thai.page.getByRole("button", { name: /^ทั้งหมด\s*302$/ }).waitFor();
  const states = thai.page.locator(".search + .segments");
  const overflow = await states.evaluate((one) => {
    for (const count of one.querySelectorAll(".segments-count")) count.textContent = "302";
    return one.scrollWidth - one.clientWidth;
  });
  expect(overflow).toBe(0);

  await page.getByRole("searchbox").fill("city MALEE");
  const older = page.locator(".older button:not([aria-busy=true])");
  await expect
    .poll(
      async () => {
        if ((await older.count()) > 0) await older.click();
        return rowOf(page, "Honda City").count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await expect.poll(() => page.locator(".row").count()).toBe(1);
  await page.getByRole("button", { name: "Clear the search" }).click();
  await rowOf(page, "Car 300").waitFor();

  // Only the visible rows are drawn. End and Home reach both ends.
  expect(await page.locator(".row").count()).toBeLessThan(40);
  await rowOf(page, "Car 300").focus();
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Honda City"));
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Car 300"));
  expect(dao.problems).toEqual([]);
}, 240_000);

test("columns show each state of the workflow, and a decision moves a request to its column", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: "/requests?view=columns" });
  const column = (name: string) => dao.page.getByRole("region", { name: new RegExp(`^${name}, `) });
  await column("Waiting for approval").locator(".row", { hasText: "Mazda 2" }).waitFor();
  await dao.page.mouse.move(100, 700);
  await inProcess(server, "nok").tasks.approve({
    boardId,
    taskId: task.id,
    version: task.version,
  });
  await column("In progress").locator(".row", { hasText: "Mazda 2" }).waitFor();
  await dao.page.getByRole("region", { name: "In progress, 2 requests" }).waitFor();
  await column("In progress").locator(".row", { hasText: "Mazda 2" }).click();
  await dao.page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await dao.page.goBack();
  await column("In progress").locator(".row", { hasText: "Mazda 2" }).waitFor();
  await expectQuiet(dao);
}, 240_000);
