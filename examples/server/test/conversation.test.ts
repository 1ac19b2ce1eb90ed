import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardId, createDealer, roomId } from "../src/dealer.ts";
import { filesIn } from "../src/settings.ts";
import { openTab } from "./support/chromium.ts";
import { runServer, seededDirectory, settingsFor } from "./support/server.ts";

/** Logs in a person in their own browser profile. */
async function openAs(
  url: string,
  name: string,
): Promise<{ page: Page; side: Locator; chat: Locator }> {
  const page = await openTab({ locale: "en-US", viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/vanilla`);
  await page.getByRole("button", { name: "EN" }).click();
  const side = page.locator(".side-panel-left");
  await side.locator("input[autocomplete=username]").fill(name);
  await side.locator("input[type=password]").fill("taskwire-demo");
  await side.locator(".login-form button").click();
  await side.locator(".status[data-status=live]").waitFor();
  return { page, side, chat: side.locator(".chat") };
}

const open = (side: Locator, view: "chat" | "inbox" | "requests") =>
  side.locator(`[data-view=${view}]`).click();
const fieldOf = (chat: Locator) => chat.locator(".composer textarea");
const badgeOf = (side: Locator, view: "chat" | "inbox") =>
  side.locator(`[data-view=${view}] .badge`);

/** Returns a data directory with this number of messages in the room. */
async function directoryWithMessages(messages: number): Promise<string> {
  const directory = await seededDirectory();
  const taskwire = createDealer(settingsFor(directory).files.tasks);
  await taskwire.open();
  const { members } = await taskwire.system.roomMembers.list({ boardId, roomId });
  const userId = members.find(({ handle }) => handle === "nok")?.userId ?? "";
  for (let i = 1; i <= messages; i++)
    await taskwire.as({ userId }).messages.post({ boardId, roomId, text: `message ${i}` });
  await taskwire.close();
  return directory;
}

test("lets two people in two browsers talk in one room", async () => {
  const { url } = await runServer();
  const [lek, dao] = [await openAs(url, "lek"), await openAs(url, "dao")];
  await open(lek.side, "chat");
  await open(dao.side, "chat");

  // Dao sees that Lek is typing, and then the message.
  await fieldOf(lek.chat).pressSequentially("สวัสดี");
  await dao.chat.getByText("Lek เล็ก is typing …").waitFor();
  await fieldOf(lek.chat).press("Enter");
  await dao.chat.locator(".post-words", { hasText: "สวัสดี" }).waitFor();
  await dao.chat.getByText("Lek เล็ก is typing …").waitFor({ state: "detached" });

  // The note about typing disappears by itself if nothing is sent.
  await fieldOf(lek.chat).pressSequentially("แล้ว");
  await dao.chat.getByText("Lek เล็ก is typing …").waitFor();
  await dao.chat.getByText("Lek เล็ก is typing …").waitFor({ state: "detached" });

  // Only roles that can mention groups get them in the list.
  await fieldOf(dao.chat).fill("@ev");
  await dao.chat.getByRole("option", { name: "Everyone" }).waitFor();
  await fieldOf(dao.chat).fill("");
  await fieldOf(lek.chat).fill("@ev");
  expect(await lek.chat.getByRole("option").count()).toBe(0);

  // The author, and nobody else, is told that a mention reached nobody (H13).
  await fieldOf(lek.chat).fill("@everyone");
  await fieldOf(lek.chat).press("Enter");
  const told = "@everyone reached nobody: you may not mention this group.";
  await lek.chat.getByText(told).waitFor();
  await dao.chat.locator(".post-words", { hasText: "@everyone" }).waitFor();
  expect(await dao.chat.getByText(told).count()).toBe(0);

  // A name is completed in the middle of Thai text, without a space before it.
  await fieldOf(lek.chat).fill("ขอให้ช่วยตรวจเอกสาร");
  await fieldOf(lek.chat).evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 5));
  await fieldOf(lek.chat).pressSequentially("@ดา");
  await lek.chat.getByRole("option", { name: "Dao ดาว" }).waitFor();
  await fieldOf(lek.chat).press("Enter");
  expect(await fieldOf(lek.chat).inputValue()).toBe("ขอให้@dao ช่วยตรวจเอกสาร");
  await open(dao.side, "requests");
  await fieldOf(lek.chat).press("Enter");

  // The mentioned person sees the server's unread counts, in the room and in the inbox.
  await badgeOf(dao.side, "inbox").waitFor();
  await badgeOf(dao.side, "chat").filter({ hasText: "1" }).waitFor();
  await open(dao.side, "chat");
  await dao.chat.locator(".mention[data-me]", { hasText: "@Dao ดาว" }).waitFor();
  await badgeOf(dao.side, "chat").waitFor({ state: "hidden" });
}, 90_000);

test("loads older messages above the visible ones, which stay in place", async () => {
  const { url } = await runServer({ files: filesIn(await directoryWithMessages(130)) });
  const { side, chat } = await openAs(url, "lek");
  await open(side, "chat");
  await chat.getByText("message 130", { exact: true }).waitFor();
  expect(await chat.locator(".post").count()).toBe(50);

  const scroller = chat.locator(".posts-scroller");
  const topOf = async (text: string) => {
    const box = await chat.getByText(text, { exact: true }).boundingBox();
    return Math.round(box?.y ?? Number.NaN);
  };
  await scroller.evaluate((element) => {
    element.scrollTop = 30;
  });
  const before = await topOf("message 82");
  await chat.getByText("message 31", { exact: true }).waitFor({ state: "attached" });
  expect(Math.abs((await topOf("message 82")) - before)).toBeLessThanOrEqual(1);

  // Loads all of them: each once, in order.
  for (let count = 100; count < 130; count = await chat.locator(".post").count()) {
    await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
      element.scrollTop = 0;
    });
    await chat.getByText("message 1", { exact: true }).waitFor({ state: "attached" });
  }
  const texts = await chat.locator(".post-words").allInnerTexts();
  expect(texts).toEqual(Array.from({ length: 130 }, (_, i) => `message ${i + 1}`));
}, 90_000);

test("shows requests, comments and decisions in the right inboxes, and resolves a request that another person decided", async () => {
  const { url } = await runServer();
  const [lek, dao, nok] = [
    await openAs(url, "lek"),
    await openAs(url, "dao"),
    await openAs(url, "nok"),
  ];
  await lek.side.locator("input[name=vehicle]").fill("Mazda 2");
  await lek.side.locator("input[name=customer]").fill("Khun Wipa");
  await lek.side.getByRole("button", { name: "Ask for approval", exact: true }).click();
  const requestIn = ({ side }: typeof lek) =>
    side.locator(".inbox-notification[data-reason='approval.requested']").first();
  for (const person of [dao, nok]) {
    await badgeOf(person.side, "inbox").waitFor();
    await open(person.side, "inbox");
    await requestIn(person).getByText("Lek เล็ก asks for your decision").waitFor();
  }

  // Dao opens the request from the inbox and mentions its requester in a comment.
  await requestIn(dao).click();
  const card = dao.side.getByRole("article", { name: "Mazda 2 — Khun Wipa" });
  await card.locator(".comments summary").click();
  await card.locator(".composer textarea").pressSequentially("ขอเอกสารเพิ่ม@le");
  await card.getByRole("option", { name: "Lek เล็ก" }).waitFor();
  await card.locator(".composer textarea").press("Enter");
  await card.locator(".composer textarea").press("Enter");
  await open(lek.side, "inbox");
  const mention = lek.side.locator(".inbox-notification[data-reason='mention']");
  await mention.getByText("Dao ดาว mentioned you").waitFor();
  await mention.click();
  await lek.side.locator(".comments .post-words", { hasText: "ขอเอกสารเพิ่ม" }).waitFor();

  // Dao decides, and Nok's notification says so and is resolved.
  await card.getByRole("button", { name: "Approve", exact: true }).click();
  await requestIn(nok).getByText("decided by Dao ดาว").waitFor();
  expect(await requestIn(nok).getAttribute("data-state")).toBe("resolved");
  await open(lek.side, "inbox");
  await lek.side.getByText("Dao ดาว approved your request").waitFor();
  await lek.side.getByRole("button", { name: "Mark all as read" }).click();
  await badgeOf(lek.side, "inbox").waitFor({ state: "hidden" });
}, 90_000);
