import { expect, test } from "vitest";
import { runDealer } from "../../server/test/support/page.ts";
import { openApp, openAs, press, rowOf } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

test("an approver adds a person, who signs in; a new role takes effect there at once (F7)", async () => {
  const server = await runDealer();
  const dao = await openAs(server.url, "dao", { path: "/team" });
  const { page } = dao;
  await page.getByText("sees all requests, decides on them").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Ploy พลอย");
  await page.getByLabel("Login", { exact: true }).fill("ploy");
  await page.getByLabel("Role", { exact: true }).selectOption({ label: "Sales staff" });
  await press(page, "Add a person");
  const password = await page.locator(".team-password").innerText();
  const row = page.locator("[data-person=ploy]");
  await row.waitFor();
  // F7: the next person gets the role that was chosen.
  expect(await page.getByLabel("Role", { exact: true }).inputValue()).toBe("ADMIN_LIMITED");
  expect(await axeProblems(page)).toEqual([]);

  const ploy = await openApp(server.url, { path: "/requests" });
  await ploy.page.getByLabel("Login").fill("ploy");
  await ploy.page.getByLabel("Password").fill(password);
  await press(ploy.page, "Sign in");
  await ploy.page.getByText("No requests yet").waitFor();
  await row.getByLabel("Role of Ploy พลอย").selectOption({ label: "Approver" });
  await rowOf(ploy.page, "Honda City").waitFor();
  await ploy.page.getByRole("link", { name: "Decide" }).waitFor();

  await row.getByRole("button", { name: "Disable Ploy พลอย" }).click();
  await row.getByText("disabled").waitFor();
  await ploy.page.getByRole("dialog").waitFor();
  // Nobody locks themselves out.
  expect(await page.locator("[data-person=dao] select").isDisabled()).toBe(true);
  expect(dao.problems).toEqual([]);
}, 240_000);
