import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { startChild } from "./support/child.ts";
import { openTab } from "./support/chromium.ts";
import { seededDirectory } from "./support/server.ts";

/** What a person reads on the page, written down by hand. */
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
    notForMe: "This is not for Sales staff.",
    who: "Dao ดาว or Nok นก: approve",
    first: "First: “Verify customer data”, “Register the vehicle”.",
    edit: "Edit",
    save: "Save",
    changed: "It has changed; look again",
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
    who: "Dao ดาว หรือ Nok นก: อนุมัติ",
    first: "ต้องทำก่อน: “ตรวจสอบข้อมูลลูกค้า”, “ลงทะเบียนรถยนต์”",
    edit: "แก้ไข",
    save: "บันทึก",
    changed: "งานนี้มีการแก้ไข กรุณาตรวจดูอีกครั้ง",
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
  await page.goto(url);
  await page.getByRole("button", { name: language === "en" ? "EN" : "ไทย" }).click();
  return page;
}

async function logInBoth(page: Page, { live }: Words) {
  const sides = { left: page.locator(".pane-left"), right: page.locator(".pane-right") };
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
  "both sides live through an approval by clicking, in the language %s",
  async (language) => {
    const w = words[language];
    const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
    const page = await openPage(url, language);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const { left, right } = await logInBoth(page, w);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);

    // 1. Asked for at the left, it is there at the right. What the left may not do says why, and
    // who may.
    await askFor(left, "Mazda 2", w);
    const [asked, decided] = [cardOf(left, "Mazda 2"), cardOf(right, "Mazda 2")];
    await stateOf(decided, w.waiting);
    const approve = asked.getByRole("button", { name: w.approve, exact: true });
    expect(await approve.getAttribute("aria-disabled")).toBe("true");
    await approve.focus();
    // There by keyboard, which is what makes the browser show where one is.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    const tip = page.locator(`[id="${await approve.getAttribute("aria-describedby")}"]`);
    await tip
      .filter({ hasText: w.notForMe })
      .filter({ hasText: w.who })
      .waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "hidden" });

    // 2. Rejected with a reason, which the left reads. 3. Asked for again.
    await press(decided, w.reject);
    await page.getByRole("dialog").getByRole("textbox").fill("A clearer copy, please");
    await press(page.getByRole("dialog"), w.reject);
    await stateOf(asked, w.rejected);
    await asked.getByText("A clearer copy, please").waitFor();
    await right.getByRole("log").getByText(w.event).waitFor();
    await press(asked, w.again);
    await stateOf(decided, w.waiting);

    // 4. Approved: the steps appear at the left, one of them waiting for the others.
    await press(decided, w.approve);
    await stateOf(asked, w.working);
    const steps = asked.locator(".step");
    expect(await steps.locator(".step-title").allInnerTexts()).toEqual(w.steps);
    const last = steps.nth(2).getByRole("button", { name: w.done, exact: true });
    // Playwright would wait until it is enabled; a finger doesn't.
    await last.click({ force: true });
    await steps
      .nth(2)
      .getByRole("tooltip")
      .filter({ hasText: w.first })
      .waitFor({ state: "visible" });

    // 5. Progress on both sides. 6. The last step completes it by itself.
    for (const [i] of w.steps.entries()) {
      await press(steps.nth(i), w.done);
      for (const card of [asked, decided]) await card.getByText(w.progress(i + 1)).waitFor();
    }
    for (const card of [asked, decided]) await stateOf(card, w.completed);
    expect(problems).toEqual([]);
  },
  60_000,
);

test.each(["en", "th"] as const)(
  "a decision on what was edited meanwhile doesn't count, and the page says so in the language %s",
  async (language) => {
    const w = words[language];
    const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
    const page = await openPage(url, language);
    const { left, right } = await logInBoth(page, w);
    await askFor(left, "Mazda 2", w);
    await press(cardOf(right, "Mazda 2"), w.reject);
    const rejecting = right.getByRole("dialog");
    await rejecting.getByRole("textbox").fill("Too dear");

    // The same salesperson, at another screen.
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

test("the page heals after the server was killed and started again: same people, nothing lost, live", async () => {
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
  // Asked for while nobody is there to hear it: it waits.
  await askFor(left, "MG 4", w);
  await startChild({ ...env, PORT: new URL(first.url).port });

  for (const side of [left, right]) await side.locator(".status[data-status=live]").waitFor();
  await stateOf(cardOf(right, "MG 4"), w.waiting);
  await press(cardOf(right, "Mazda 2"), w.approve);
  await stateOf(cardOf(left, "Mazda 2"), w.working);
  expect(await cardOf(right, "MG 4").count()).toBe(1);
}, 60_000);

test("what somebody types and where they are survives whatever arrives, and a reload keeps them logged in", async () => {
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
  await stateOf(cardOf(right, "MG 4"), w.waiting);
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.reload();
  await stateOf(cardOf(left, "Mazda 2"), w.waiting);
  await right.locator(".status[data-status=live]").waitFor();
}, 60_000);

test("on a phone one side shows at a time, the other says that something happened, and nothing is cut off", async () => {
  const w = words.en;
  const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
  const page = await openPage(url, "en");
  await page.setViewportSize({ width: 390, height: 844 });
  const [left, right] = [page.locator(".pane-left"), page.locator(".pane-right")];
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

test("an ADMIN creates a person on the page, who logs in on the other side, and a new role counts there at once", async () => {
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
  await left.locator(".who-name", { hasText: "Ploy พลอย" }).waitFor();
  await left.locator(".empty", { hasText: "Ask for an approval" }).waitFor();

  await press(right, "People");
  await dialog.getByLabel("Role of Ploy พลอย").selectOption({ label: "Approver" });
  await left.locator(".who-role", { hasText: "Approver" }).waitFor();
  await left.locator(".card").first().waitFor();

  // Struck through is who is disabled, and nobody else.
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
