import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, expectFocus, inProcess, openAs, press } from "./support/app.ts";

test("F12: the focus stays on the page when the thing that has it goes away", async () => {
  const server = await runDealer();
  const [nok, system] = [inProcess(server, "nok"), server.taskwire.system];
  const task = await ask(server, "lek", "Mazda 2");
  const ids = { boardId, taskId: task.id };
  const { page, problems } = await openAs(server.url, "dao", { path: `/requests/${task.id}` });

  // Somebody else decides.
  await page.locator(".decision .button-primary").focus();
  await nok.tasks.approve({ ...ids, version: task.version });
  await page.locator(".decision .button-primary").waitFor({ state: "detached" });
  await expectFocus(page);

  // A dialog closes, and a menu.
  await press(page, "New request");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await expectFocus(page);
  await page.locator(".detail-head .menu > button").click();
  await page.locator("[role=menuitem]:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menuitem").first().waitFor({ state: "hidden" });
  await expectFocus(page);

  // The request is deleted.
  await page.locator(".step input").first().focus();
  await system.tasks.delete(ids);
  await page.getByText("This request is not here").waitFor();
  await expectFocus(page);

  // The dialog "Write to somebody" begins in its search, and gives the focus back.
  await page.goto(`${server.url}/rooms`);
  await press(page, "Write to somebody");
  await page.getByRole("dialog").getByRole("searchbox").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page
    .getByRole("button", { name: "Write to somebody" })
    .and(page.locator(":focus"))
    .waitFor();

  // A person who replies goes on in the field, also if they change their mind.
  const first = await nok.messages.post({ boardId, roomId, text: "Who has time?" });
  await page.goto(`${server.url}/rooms/${roomId}`);
  const field = page.locator(".composer textarea").and(page.locator(":focus"));
  await page.locator(`[data-key="${first.id}"]`).hover();
  await press(page, "Reply to Nok นก");
  await field.waitFor();
  await press(page, "Don't reply");
  await page.locator(".composer-reply").waitFor({ state: "detached" });
  await field.waitFor();

  // A message is deleted, and then the person is removed from the board.
  const message = await nok.messages.post({ boardId, roomId, text: "Soon gone" });
  await page.goto(`${server.url}/rooms/${roomId}`);
  await page.locator(".post", { hasText: "Soon gone" }).waitFor();
  await page.locator(`[data-key="${message.id}"] button`).first().focus();
  await nok.messages.delete({ boardId, roomId, messageId: message.id });
  await page.locator(".post", { hasText: "Soon gone" }).waitFor({ state: "detached" });
  await expectFocus(page);
  await page.locator(".composer textarea").focus();
  await system.members.remove({ boardId, userId: server.idOf("dao") });
  await page.locator(".composer textarea").waitFor({ state: "detached" });
  await expectFocus(page);
  expect(problems).toEqual([]);
}, 240_000);
