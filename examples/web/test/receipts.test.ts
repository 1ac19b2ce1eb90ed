import { readFileSync } from "node:fs";
import { checkReceipt } from "@taskwire/core/approvals";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAs, press } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";
import { type Office, startOffice } from "./support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await startOffice();
}, 60_000);
afterAll(() => office?.close());

/** Texts of the app, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    unchanged: "Nothing has changed since",
    changed: "Changed since: Amount (baht)",
    check: "See the receipt",
    right: "The receipt is right",
    wrong: "The receipt is wrong",
    save: "Save as a file",
    now: /now:\s*THB\s25,000/,
    link: "by a link in a mail",
    voters: "Dao ดาว (link in a mail), Nok นก (link in a mail)",
    how: "With the link and the code from a mail, without signing in",
  },
  th: {
    unchanged: "ไม่มีอะไรเปลี่ยนหลังจากนั้น",
    changed: "เปลี่ยนหลังจากนั้น: จำนวนเงิน (บาท)",
    check: "ดูใบหลักฐาน",
    right: "ใบหลักฐานถูกต้อง",
    wrong: "ใบหลักฐานไม่ถูกต้อง",
    save: "บันทึกเป็นไฟล์",
    now: /ปัจจุบัน:\s*฿25,000/,
    link: "ทางลิงก์ในอีเมล",
    voters: "Dao ดาว (ลิงก์ในอีเมล), Nok นก (ลิงก์ในอีเมล)",
    how: "ทางลิงก์และรหัสในอีเมล โดยไม่ได้เข้าสู่ระบบ",
  },
};

const languages = ["en", "th"] as const;

test.each(languages)(
  "a decision says that nothing has changed since, and its receipt is checked and saved, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId, boardId } = await office.ask(
      `Lamp ${language}`,
      "dao",
      "dao",
      "nok",
      "bee",
      "fah",
    );
    const path = `/requests/${taskId}`;
    const { page, problems } = await openAs(office.url, "lek", { language, path });
    await page.locator(".decision").getByText(w.unchanged).waitFor();
    await press(page.locator(".decision"), w.check);
    const dialog = page.getByRole("dialog");
    await dialog.getByText(w.right).waitFor();
    await dialog.getByText("Dao ดาว, Nok นก, Bee บี, Fah ฟ้า").waitFor();
    await dialog.getByText(/20,000/).waitFor();
    expect.soft(await axeProblems(page)).toEqual([]);

    const download = page.waitForEvent("download");
    await press(dialog, w.save);
    const file = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(file).toEqual(await office.as("lek").receipts.get({ boardId, taskId }));
    expect(checkReceipt(file)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(problems).toEqual([]);
  },
  240_000,
);

/** Changes what the server sends to a page. `isReceipt`: only receipts, or only all the rest. */
async function change(page: Page, isReceipt: boolean, from: string, to: string) {
  await page.routeWebSocket(/\/taskwire/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => server.send(frame));
    server.onMessage((frame) => {
      const text = String(frame);
      const isMeant = text.includes('"covers":') === isReceipt;
      socket.send(isMeant ? text.replaceAll(from, to) : text);
    });
  });
}

test.each(languages)(
  "a request that was corrected after the decision says which field, and a forged receipt is noticed, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId } = await office.ask(`Desk ${language}`, "dao", "dao", "nok", "bee", "fah");
    const path = `/requests/${taskId}`;
    const { page } = await openAs(office.url, "lek", { language, path: "/work" });
    await change(page, false, '"amount":20000', '"amount":25000');
    await page.goto(office.url + path);
    await page.locator(".decision").getByText(w.changed).waitFor();
    await press(page.locator(".decision"), w.check);
    const dialog = page.getByRole("dialog");
    await dialog.getByText(w.right).waitFor();
    await dialog.getByText(w.now).waitFor();

    const other = await openAs(office.url, "dao", { language, path: "/work" });
    await change(other.page, true, '"amount":20000', '"amount":90000');
    await other.page.goto(office.url + path);
    await press(other.page.locator(".decision"), w.check);
    await other.page.getByRole("dialog").getByText(w.wrong).waitFor();
    for (const { problems } of [other]) expect(problems).toEqual([]);
  },
  240_000,
);

test.each(languages)(
  "votes and decisions that came by a link in a mail say so, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId } = await office.ask(`Sofa ${language}`, "dao", "dao", "nok", "bee", "fah");
    const path = `/requests/${taskId}`;
    const { page } = await openAs(office.url, "lek", { language, path: "/work" });
    await change(page, true, '"via":"app"', '"via":"link"');
    await page.goto(office.url + path);
    await press(page.locator(".decision"), w.check);
    const dialog = page.getByRole("dialog");
    await dialog.getByText(w.how).waitFor();
    await dialog.getByText(w.voters).waitFor();

    const other = await openAs(office.url, "dao", { language, path: "/work" });
    await change(other.page, false, '"vote":"for"', '"vote":"for","via":"link"');
    await other.page.goto(office.url + path);
    await other.page.locator(".vote").getByText(w.link).first().waitFor();
    expect.soft(await axeProblems(other.page)).toEqual([]);
    expect(other.problems).toEqual([]);
  },
  240_000,
);
