import type { FrameLocator } from "playwright-core";
import { expect, test } from "vitest";
import { runDealer } from "../../server/test/support/page.ts";
import { openApp } from "./support/app.ts";

test("two people stand side by side on one page, each with a session of their own", async () => {
  const server = await runDealer();
  const app = await openApp(server.url);
  const { page } = app;
  await page.getByRole("link", { name: "Show two people side by side" }).click();
  const side = (name: string): FrameLocator => page.frameLocator(`iframe[name=${name}]`);
  const [left, right] = [side("taskwire-left"), side("taskwire-right")];
  await left.locator("[data-login=lek]").click();
  await right.locator("[data-login=dao]").click();
  await right.locator(".row", { hasText: "Isuzu D-Max" }).waitFor();
  await left.locator(".board-head .button-primary").click();
  const form = left.getByRole("dialog");
  await form.getByLabel("Vehicle", { exact: true }).fill("Mazda 2");
  await form.getByLabel("Customer", { exact: true }).fill("Khun Wipa");
  await form.getByRole("button", { name: "Ask for approval" }).click();
  await left.locator(".decision", { hasText: "Waiting for" }).waitFor();

  await right.locator(".rail-link", { hasText: "Requests" }).click();
  await right.locator(".row", { hasText: "Mazda 2" }).click();
  await right.locator(".decision .button-primary").click();
  await left.locator(".decision", { hasText: "Dao ดาว approved" }).waitFor();
  // Both are still there after a reload.
  await page.reload();
  await left.locator(".account-name", { hasText: "Lek" }).first().waitFor();
  await right.locator(".account-name", { hasText: "Dao" }).first().waitFor();
  expect(app.problems).toEqual([]);
}, 240_000);

test("the raw events are shown if the address asks for them", async () => {
  const server = await runDealer();
  const app = await openApp(server.url, { path: "/?wire" });
  await app.page.locator("[data-login=lek]").click();
  const wire = app.page.getByRole("region", { name: "The wire" });
  await wire.waitFor();
  await app.page.locator(".board-head .button-primary").click();
  const form = app.page.getByRole("dialog");
  await form.getByLabel("Vehicle", { exact: true }).fill("Mazda 2");
  await form.getByLabel("Customer", { exact: true }).fill("Khun Wipa");
  await form.getByRole("button", { name: "Ask for approval" }).click();
  await wire
    .getByText(/^task\.created board:vehicle-sales #\d+$/)
    .first()
    .waitFor();
  expect(app.problems).toEqual([]);
}, 240_000);
