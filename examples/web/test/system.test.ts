import { expect, test } from "vitest";
import { filesIn } from "../../server/src/settings.ts";
import { failedOutbox } from "../../server/test/support/failed-outbox.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { seededDirectory } from "../../server/test/support/server.ts";
import { dictionary } from "../src/language/dictionary.ts";
import { permissionWords } from "../src/words/permissions.ts";
import { ask, expectQuiet, openAs } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

test("an approver sees the connections, tries a failed reaction again, and sees workflow and permissions", async () => {
  const directory = await seededDirectory();
  const server = await runDealer(directory);
  const mend = await failedOutbox(filesIn(directory), () => ask(server, "lek", "Mazda 2"));
  const lek = await openAs(server.url, "lek", { path: "/requests" });
  const dao = await openAs(server.url, "dao", { path: "/requests" });
  const { page } = dao;
  await page.getByRole("link", { name: "System" }).click();
  const connections = page.getByRole("region", { name: "Connections" });
  await connections.getByRole("row", { name: /Lek เล็ก/ }).waitFor();
  await connections.getByText("2 now, on this server").waitFor();

  const failed = page.getByRole("region", { name: "Failed reactions" });
  const again = failed.getByRole("button", { name: "Try again" });
  await again.first().waitFor();
  expect(await axeProblems(page)).toEqual([]);
  mend();
  for (let left = await again.count(); left > 0; left--) {
    await page.mouse.move(5, 5);
    await again.first().click();
    await page.waitForFunction(
      (most) => document.querySelectorAll("#system-failed ~ ul button").length < most,
      left,
    );
  }
  await failed.getByText(/^None\./).waitFor();

  const workflow = page.getByRole("region", { name: "Workflow" });
  await workflow.getByText("Approve → In progress").first().waitFor();
  await workflow.getByText("also by itself, when the last step is done").first().waitFor();
  await workflow.getByText("As text for a diagram (Mermaid)").click();
  await workflow.getByText("pending --> approved: approve").waitFor();
  const approve = page.getByRole("row", { name: "Approve yes no" });
  await approve.waitFor();
  await page.getByRole("row", { name: "Edit requests own requests own requests" }).waitFor();
  await expectQuiet(lek, dao);

  // Somebody who does not look after the system gets neither the link nor the page.
  expect(await lek.page.getByRole("link", { name: "System" }).count()).toBe(0);
  await lek.page.goto(`${server.url}/system`);
  await lek.page.getByRole("heading", { name: "Approvers look after the system" }).waitFor();
  expect(lek.problems).toEqual([]);
}, 240_000);

test("each permission and condition of the roles has words", async () => {
  const { taskwire } = await runDealer();
  const { roles } = taskwire.definitions.roles;
  const needed = Object.values(roles).flatMap((role) =>
    Object.entries(role).flatMap(([permission, grant]) => [
      `permission.${permission}`,
      ...(grant === true ? [] : grant.map((condition) => `grant.${condition}`)),
    ]),
  );
  const words = { ...dictionary, ...permissionWords };
  expect(needed.filter((key) => !Object.hasOwn(words, key))).toEqual([]);
}, 240_000);
