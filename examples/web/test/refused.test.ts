import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { inProcess, openAs, press } from "./support/app.ts";

test("F3: an edit of a message that somebody deletes meanwhile is refused in words, and its text is kept", async () => {
  const server = await runDealer();
  const lek = inProcess(server, "lek");
  const { id: messageId } = await lek.messages.post({ boardId, roomId, text: "on Monday" });
  const { page, problems } = await openAs(server.url, "lek", { path: `/rooms/${roomId}` });
  const post = page.locator(`[data-post="${messageId}"]`);
  await post.hover();
  await press(post, "More actions");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const field = page.getByRole("textbox", { name: "Edit" });
  await field.fill("on Tuesday at four");
  await lek.messages.delete({ boardId, roomId, messageId });
  await page.getByText("It was deleted meanwhile").waitFor();
  await field.press("Enter");
  await page.locator(".toast-error").waitFor();
  expect(await field.inputValue()).toBe("on Tuesday at four");
  await press(post, "Cancel");
  await post.getByText("deleted").waitFor();
  expect(problems).toEqual([]);
}, 240_000);
