import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { startChild } from "./support/child.ts";
import { openTab } from "./support/chromium.ts";
import { seededDirectory } from "./support/server.ts";

/** Texts of the page, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    ask: "Ask for approval",
    approve: "Approve",
    reject: "Reject",
    again: "Ask again",
    done: "Done",
    live: "Live",
    waiting: "Waiting for approval",
    rejected: "Rejected",
    working: "In progress",
    completed: "Completed",
    notForMe: "Sales staff can't do this.",
    remedy: "Dao ดาว or Nok นก: approve",
    first: "First: “Verify customer data”, “Register the vehicle”.",
    edit: "Edit",
    save: "Save",
    changed: "It has changed. Check it again.",
    steps: ["Verify customer data", "Register the vehicle", "Hand over the keys"],
    progress: (n: number) => `${n} of 3 steps done`,
    event: "Dao ดาว rejected “Mazda 2 — Khun Wipa”",
  },
  th: {
    ask: "ขออนุมัติ",
    approve: "อนุมัติ",
    reject: "ไม่อนุมัติ",
    again: "ยื่นอีกครั้ง",
    done: "เสร็จแล้ว",
    live: "ออนไลน์",
    waiting: "รออนุมัติ",
    rejected: "ไม่อนุมัติ",
    working: "กำลังดำเนินการ",
    completed: "เสร็จสมบูรณ์",
    notForMe: "พนักงานขายไม่มีสิทธิ์ทำรายการนี้",
    remedy: "Dao ดาว หรือ Nok นก: อนุมัติ",
    first: "ต้องทำก่อน: “ตรวจสอบข้อมูลลูกค้า”, “ลงทะเบียนรถยนต์”",
    edit: "แก้ไข",
    save: "บันทึก",
    changed: "มีการแก้ไขไปแล้ว กรุณาตรวจดูอีกครั้ง",
    steps: ["ตรวจสอบข้อมูลลูกค้า", "ลงทะเบียนรถยนต์", "ส่งมอบกุญแจรถ"],
    progress: (n: number) => `เสร็จ ${n} จาก 3 ขั้นตอน`,
    event: "Dao ดาว ไม่อนุมัติ “Mazda 2 — Khun Wipa”",
  },
};
type Words = (typeof words)["en"];

async function openPage(url: string, language: "en" | "th"): Promise<Page> {
  const page = await openTab({
    locale: language === "en" ? "th-TH" : "en-US",
    viewport: { width: 1440, height: 900 },
  });
  await page.goto(`${url}/vanilla`);
  await page.getByRole("button", { name: language === "en" ? "EN" : "ไทย" }).click();
  return page;
}

async function logInBoth(page: Page, { live }: Words) {
  const sides = {
    left: page.locator(".side-panel-left"),
    right: page.locator(".side-panel-right"),
  };
  await sides.left.getByRole("button", { name: "Lek เล็ก" }).click();
  await sides.right.getByRole("button", { name: "Dao ดาว" }).click();
  for (const side of [sides.left, sides.right])
    await side.getByRole("status").filter({ hasText: live }).first().waitFor();
  return sides;
}

async function askFor(side: Locator, vehicle: string, { ask }: Words): Promise<void> {
  await side.locator("input[name=vehicle]").fill(vehicle);
  await side.locator("input[name=customer]").fill("Khun Wipa");
  await side.getByRole("button", { name: ask, exact: true }).click();
}

const cardOf = (side: Locator, vehicle: string) =>
  side.getByRole("article", { name: `${vehicle} — Khun Wipa` });
const stateOf = (card: Locator, state: string) =>
  card.locator(".state").filter({ hasText: state }).waitFor();
const press = (within: Locator, name: string) =>
  within.getByRole("button", { name, exact: true }).click();

test.each(["en", "th"] as const)(
  "takes both sides through an approval, in the language %s",
  async (language) => {
    const w = words[language];
    const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
    const page = await openPage(url, language);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const { left, right } = await logInBoth(page, w);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);

    // 1. The left asks, and the right has the request. The button that the left can't use says why,
    // and who can decide.
    await askFor(left, "Mazda 2", w);
    const [requesterCard, approverCard] = [cardOf(left, "Mazda 2"), cardOf(right, "Mazda 2")];
    await stateOf(approverCard, w.waiting);
    const approve = requesterCard.getByRole("button", { name: w.approve, exact: true });
    expect(await approve.getAttribute("aria-disabled")).toBe("true");
    await approve.focus();
    // The browser shows the focus, and so the tip, only if it came by keyboard.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    const tip = page.locator(`[id="${await approve.getAttribute("aria-describedby")}"]`);
    await tip
      .filter({ hasText: w.notForMe })
      .filter({ hasText: w.remedy })
      .waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "hidden" });

    // 2. The right rejects it with a reason, which the left reads. 3. The left asks again.
    await press(approverCard, w.reject);
    await page.getByRole("dialog").getByRole("textbox").fill("A clearer copy, please");
    await press(page.getByRole("dialog"), w.reject);
    await stateOf(requesterCard, w.rejected);
    await requesterCard.getByText("A clearer copy, please").waitFor();
    await right.getByRole("log").getByText(w.event).waitFor();
    await press(requesterCard, w.again);
    await stateOf(approverCard, w.waiting);

    // 4. The right approves. The steps appear on the left; the last one has to wait for the others.
    await press(approverCard, w.approve);
    await stateOf(requesterCard, w.working);
    const steps = requesterCard.locator(".step");
    expect(await steps.locator(".step-title").allInnerTexts()).toEqual(w.steps);
    const last = steps.nth(2).getByRole("button", { name: w.done, exact: true });
    // Playwright would wait until the button is enabled. A person can click it now.
    await last.click({ force: true });
    await steps
      .nth(2)
      .getByRole("tooltip")
      .filter({ hasText: w.first })
      .waitFor({ state: "visible" });

    // 5. Both sides show the progress. 6. The last step completes the request.
    for (const [i] of w.steps.entries()) {
      await press(steps.nth(i), w.done);
      for (const card of [requesterCard, approverCard])
        await card.getByText(w.progress(i + 1)).waitFor();
    }
    for (const card of [requesterCard, approverCard]) await stateOf(card, w.completed);
    expect(problems).toEqual([]);
  },
  60_000,
);

test.each(["en", "th"] as const)(
  "refuses a decision on a request that was edited meanwhile, and says so in the language %s",
  async (language) => {
    const w = words[language];
    const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
    const page = await openPage(url, language);
    const { left, right } = await logInBoth(page, w);
    await askFor(left, "Mazda 2", w);
    await press(cardOf(right, "Mazda 2"), w.reject);
    const rejecting = right.getByRole("dialog");
    await rejecting.getByRole("textbox").fill("Too dear");

    // The same person edits the request on another screen.
    const { left: elsewhere } = await logInBoth(await openPage(url, language), w);
    await press(cardOf(elsewhere, "Mazda 2"), w.edit);
    await elsewhere.getByRole("dialog").locator("input[name=vehicle]").fill("Mazda 3");
    await press(elsewhere.getByRole("dialog"), w.save);
    await cardOf(right, "Mazda 3").waitFor();

    await press(rejecting, w.reject);
    await right.getByRole("alert").filter({ hasText: w.changed }).waitFor();
    await stateOf(cardOf(right, "Mazda 3"), w.waiting);
  },
  60_000,
);

test("reconnects after the server was killed and started again, and loses nothing", async () => {
  const w = words.en;
  const env = { DATA_DIR: await seededDirectory() };
  const first = await startChild({ ...env, PORT: "0" });
  const page = await openPage(first.url, "en");
  const { left, right } = await logInBoth(page, w);
  await askFor(left, "Mazda 2", w);
  await stateOf(cardOf(right, "Mazda 2"), w.waiting);

  first.kill("SIGKILL");
  await first.ended;
  for (const side of [left, right]) await side.locator(".status:not([data-status=live])").waitFor();
  // A request that is made without a connection is sent later.
  await askFor(left, "MG 4", w);
  await startChild({ ...env, PORT: new URL(first.url).port });

  for (const side of [left, right]) await side.locator(".status[data-status=live]").waitFor();
  await stateOf(cardOf(right, "MG 4"), w.waiting);
  await press(cardOf(right, "Mazda 2"), w.approve);
  await stateOf(cardOf(left, "Mazda 2"), w.working);
  expect(await cardOf(right, "MG 4").count()).toBe(1);
}, 60_000);

test("keeps half-typed texts and the focus during updates, and the login after a reload", async () => {
  const w = words.en;
  const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
  const page = await openPage(url, "en");
  const { left, right } = await logInBoth(page, w);
  await right.getByText("New request").click();
  const typing = right.locator("input[name=vehicle]");
  await typing.pressSequentially("Half a wo");
  const another = await openPage(url, "en");
  const { left: elsewhere } = await logInBoth(another, w);
  await askFor(elsewhere, "Mazda 2", w);
  await stateOf(cardOf(right, "Mazda 2"), w.waiting);
  await page.keyboard.type("rd");
  expect(await typing.inputValue()).toBe("Half a word");

  const button = cardOf(right, "Mazda 2").getByRole("button", { name: w.approve, exact: true });
  await button.focus();
  await askFor(elsewhere, "MG 4", w);
  // The new request waits, so that nothing moves under the focus.
  await right.getByRole("button", { name: "1 new", exact: true }).waitFor();
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await press(right, "1 new");
  await stateOf(cardOf(right, "MG 4"), w.waiting);

  await page.reload();
  await stateOf(cardOf(left, "Mazda 2"), w.waiting);
  await right.locator(".status[data-status=live]").waitFor();
}, 60_000);

test("shows one side at a time on a phone, counts the news of the other one, and cuts nothing off", async () => {
  const w = words.en;
  const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
  const page = await openPage(url, "en");
  await page.setViewportSize({ width: 390, height: 844 });
  const [left, right] = [page.locator(".side-panel-left"), page.locator(".side-panel-right")];
  await left.getByRole("button", { name: "Lek เล็ก" }).click();
  await page.getByRole("button", { name: "Approvals" }).click();
  await right.getByRole("button", { name: "Dao ดาว" }).click();
  await right.locator(".card").first().waitFor();
  await page.getByRole("button", { name: "Sales", exact: true }).click();
  expect(await right.isVisible()).toBe(false);
  await askFor(left, "Mazda 2", w);
  await page.getByRole("button", { name: "Approvals 1 new" }).click();
  await stateOf(cardOf(right, "Mazda 2"), w.waiting);
  const tooWide = () =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await tooWide()).toBe(0);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await tooWide()).toBe(0);
  await page.getByRole("button", { name: "ไทย" }).click();
  await stateOf(cardOf(right, "Mazda 2"), words.th.waiting);
  expect(await tooWide()).toBe(0);
}, 60_000);

test("lets an ADMIN add a person, who logs in on the other side, and a new role takes effect there at once", async () => {
  const w = words.en;
  const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
  const page = await openPage(url, "en");
  const { left, right } = await logInBoth(page, w);
  await press(right, "People");
  const dialog = right.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Ploy พลอย");
  await dialog.getByLabel("Login", { exact: true }).fill("ploy");
  await press(dialog, "Add");
  const password = await dialog.locator(".secret").filter({ hasText: "-" }).innerText();
  await press(dialog, "Close");

  await press(left, "Log out");
  await left.getByRole("textbox", { name: "Login" }).fill("ploy");
  await left.locator("input[type=password]").fill(password);
  await press(left, "Log in");
  await left.locator(".user-name", { hasText: "Ploy พลอย" }).waitFor();
  await left.locator(".empty", { hasText: "Ask for an approval" }).waitFor();

  await press(right, "People");
  await dialog.getByLabel("Role of Ploy พลอย").selectOption({ label: "Approver" });
  await left.locator(".user-role", { hasText: "Approver" }).waitFor();
  await left.locator(".card").first().waitFor();

  // Only disabled people are struck through.
  const rowOf = (name: string) => dialog.locator(".person").filter({ hasText: name });
  const isStruck = (name: string) =>
    rowOf(name)
      .locator(".person-name")
      .evaluate((element) => getComputedStyle(element).textDecorationLine === "line-through");
  expect(await isStruck("Alice Wong")).toBe(false);
  await press(rowOf("Alice Wong"), "Disable");
  await rowOf("Alice Wong").getByRole("button", { name: "Enable" }).waitFor();
  expect(await isStruck("Alice Wong")).toBe(true);
}, 60_000);
